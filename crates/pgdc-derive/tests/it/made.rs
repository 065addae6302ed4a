//! The tables that structs make.

use pgdc::{Create as _, Pool, Unscoped as _, create_all};
use pgdc_catalog::Catalog;
use pgdc_introspect::{Selection, introspect};
use pgdc_server::{Database, Server};

use crate::music::{Album, Artist, DDL, Piece, TYPES};

/// A database with the tables of the structs.
pub(crate) async fn music() -> (Database, Pool) {
    let database = Server::shared().database_from(TYPES).await.expect("a database");
    let pool = Pool::with_config(database.config(), 2);
    // In whatever order: the foreign keys come last.
    create_all::<(Piece, (Album, Artist))>(&pool).await.unwrap();
    (database, pool)
}

async fn catalog(database: &Database) -> Catalog {
    let mut client = database.connect().await.expect("a connection");
    introspect(&mut client, &Selection::default()).await.expect("a catalog")
}

#[tokio::test]
async fn the_tables_are_those_that_a_person_would_have_made() {
    let (made, _pool) = music().await;
    let written = Server::shared().database_from(&format!("{TYPES}{DDL}")).await.unwrap();
    let [made, written] = [catalog(&made).await, catalog(&written).await];
    for (made, written) in made.relations.iter().zip(&written.relations) {
        let [made, written] =
            [made, written].map(|relation| serde_json::to_string_pretty(relation).unwrap());
        assert_eq!(made, written);
    }
    assert_eq!(made, written);
}

#[tokio::test]
async fn each_table_is_made_by_itself_too() {
    let database = Server::shared().database_from(TYPES).await.expect("a database");
    let pool = Pool::with_config(database.config(), 2);
    let error = Album::create_table(&pool).await.unwrap_err();
    assert!(error.is_undefined(), "{error}");
    assert_eq!(error.ddl_step(), Some("foreign key album_artist_id_fkey of music.album"));
    Artist::create_table(&pool).await.unwrap();
    Album::create_table(&pool).await.unwrap();
    let error = Artist::create_table(&pool).await.unwrap_err();
    assert_eq!(error.code().unwrap().code(), "42P07");
    create_all::<(Artist, Album, Piece)>(&pool).if_not_exists().await.unwrap();
    create_all::<(Artist, Album, Piece)>(&pool).replace().await.unwrap();
    assert_eq!(catalog(&database).await.relations.len(), 3);
}

/// A team has a captain, who plays for a team.
#[tokio::test]
async fn tables_may_reference_each_other() {
    #[derive(Clone, Debug, PartialEq, pgdc::Table)]
    struct Team {
        #[pgdc(key, identity)]
        id: i32,
        #[pgdc(references = "player(id)")]
        captain: Option<i32>,
    }
    #[derive(Clone, Debug, PartialEq, pgdc::Table)]
    struct Player {
        #[pgdc(key, identity)]
        id: i32,
        #[pgdc(references = "team(id)")]
        team: i32,
    }
    let database = Server::shared().database().await.unwrap();
    let pool = Pool::with_config(database.config(), 2);
    create_all::<(Team, Player)>(&pool).await.unwrap();
    create_all::<(Player, Team)>(&pool).replace().await.unwrap();
    let error = Player::table(&pool).insert(NewPlayer { team: 7 }).await.unwrap_err();
    assert_eq!(error.constraint(), Some(Player::PLAYER_TEAM_FKEY));
}

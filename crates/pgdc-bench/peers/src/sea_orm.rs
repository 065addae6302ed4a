//! SeaORM, with an entity as its generator writes it, on its own pool.

use pgdc_bench::AnyError;
use pgdc_bench::contestant::{Contestant, Outcome, Running, timed};
use pgdc_bench::given::Given;
use pgdc_bench::task::{Kind, POOL, TASKS, TENANT, Task, tenant_of};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr, entity::prelude::*};

mod event {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "event")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub tenant_id: i32,
        #[sea_orm(column_type = "Text")]
        pub name: String,
        #[sea_orm(column_type = "Text", nullable)]
        pub note: Option<String>,
        #[sea_orm(column_type = "Double")]
        pub amount: f64,
        pub done: bool,
        #[sea_orm(column_type = "JsonBinary", nullable)]
        pub meta: Option<Json>,
        pub created_at: TimeDateTimeWithTimeZone,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use event::{ActiveModel, Column, Entity};

struct SeaOrm(DatabaseConnection);

pub async fn open(url: String) -> Result<Box<dyn Contestant>, AnyError> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(POOL as u32);
    Ok(Box::new(SeaOrm(Database::connect(options).await?)))
}

impl Contestant for SeaOrm {
    fn run(&self, task: Task) -> Option<Running<'_>> {
        Some(match task.kind {
            Kind::GetPooled | Kind::GetPooledInTurn => Box::pin(timed(self.share(task))),
            // It pipelines nothing, and has no COPY; its updates in bulk give all rows one value.
            Kind::GetTogether
            | Kind::GetGathered
            | Kind::CopyIn
            | Kind::UpdateMany
            | Kind::Stream => return None,
            Kind::Get | Kind::List | Kind::ScopedGet | Kind::ScopedList => {
                Box::pin(timed(self.read(task)))
            }
            Kind::Delete => Box::pin(timed(self.delete(task))),
            _ => Box::pin(self.write(task)),
        })
    }
}

async fn get(db: &DatabaseConnection, ids: impl Iterator<Item = i64> + Send) -> Result<u64, DbErr> {
    let mut rows = 0;
    for id in ids {
        rows += u64::from(std::hint::black_box(Entity::find_by_id(id).one(db).await?).is_some());
    }
    Ok(rows)
}

impl SeaOrm {
    async fn share(&self, task: Task) -> Result<u64, AnyError> {
        let tasks: Vec<_> = (0..TASKS)
            .map(|nth| (self.0.clone(), task.ids_of(nth)))
            .map(|(db, ids)| tokio::spawn(async move { get(&db, ids).await }))
            .collect();
        let mut rows = 0;
        for task in tasks {
            rows += task.await??;
        }
        Ok(rows)
    }

    async fn read(&self, task: Task) -> Result<u64, DbErr> {
        let mut rows = 0;
        match task.kind {
            Kind::List => {
                let list = Entity::find().filter(Column::Id.lte(task.last_id()));
                rows = std::hint::black_box(list.all(&self.0).await?).len() as u64;
            }
            Kind::ScopedList => {
                let list = Entity::find().filter(Column::Id.lte(task.last_id_of_tenant()));
                let list = list.filter(Column::TenantId.eq(TENANT));
                rows = std::hint::black_box(list.all(&self.0).await?).len() as u64;
            }
            Kind::ScopedGet => {
                for id in task.ids() {
                    let found = Entity::find_by_id(id).filter(Column::TenantId.eq(tenant_of(id)));
                    let found = std::hint::black_box(found.one(&self.0).await?);
                    rows += u64::from(found.is_some());
                }
            }
            _ => rows = get(&self.0, task.ids()).await?,
        }
        Ok(rows)
    }

    async fn delete(&self, task: Task) -> Result<u64, DbErr> {
        let mut rows = 0;
        for id in task.written_ids() {
            rows += Entity::delete_by_id(id).exec(&self.0).await?.rows_affected;
        }
        Ok(rows)
    }

    async fn write(&self, task: Task) -> Result<Outcome, AnyError> {
        let given = Given::all(task);
        match task.kind {
            Kind::InsertMany | Kind::InsertManyReturning => {
                let rows: Vec<ActiveModel> = given.into_iter().map(|row| new(row, false)).collect();
                timed(self.insert_many(rows, task.kind)).await
            }
            Kind::Update => timed(self.update(&given)).await,
            Kind::Upsert => {
                let rows: Vec<ActiveModel> = given.into_iter().map(|row| new(row, true)).collect();
                timed(self.upsert(rows)).await
            }
            _ => {
                let rows: Vec<ActiveModel> = given.into_iter().map(|row| new(row, false)).collect();
                timed(self.insert(rows)).await
            }
        }
    }

    async fn insert(&self, given: Vec<ActiveModel>) -> Result<u64, DbErr> {
        let mut rows = 0;
        for row in given {
            std::hint::black_box(row.insert(&self.0).await?);
            rows += 1;
        }
        Ok(rows)
    }

    async fn upsert(&self, given: Vec<ActiveModel>) -> Result<u64, DbErr> {
        let written = [Column::TenantId, Column::Name, Column::Note, Column::Amount, Column::Meta];
        let mut rows = 0;
        for row in given {
            let taken = OnConflict::column(Column::Id).update_columns(written).to_owned();
            let upsert = Entity::insert(row).on_conflict(taken);
            std::hint::black_box(upsert.exec_with_returning(&self.0).await?);
            rows += 1;
        }
        Ok(rows)
    }

    /// In parts, since a statement of so many rows has more parameters than the protocol allows.
    async fn insert_many(&self, given: Vec<ActiveModel>, kind: Kind) -> Result<u64, DbErr> {
        let mut rows = 0;
        let mut given = given.into_iter().peekable();
        while given.peek().is_some() {
            let part: Vec<ActiveModel> = given.by_ref().take(10_000).collect();
            let insert = Entity::insert_many(part);
            rows += match kind {
                Kind::InsertMany => insert.exec_without_returning(&self.0).await?,
                _ => insert.exec_with_returning(&self.0).await?.len() as u64,
            };
        }
        Ok(rows)
    }

    async fn update(&self, given: &[Given]) -> Result<u64, DbErr> {
        let mut rows = 0;
        for row in given {
            let update = Entity::update_many()
                .col_expr(Column::Note, Expr::value(row.note.clone()))
                .col_expr(Column::Amount, Expr::value(row.amount))
                .filter(Column::Id.eq(row.id));
            rows += update.exec(&self.0).await?.rows_affected;
        }
        Ok(rows)
    }
}

fn new(given: Given, with_id: bool) -> ActiveModel {
    let Given { id, tenant_id, name, note, amount, meta } = given;
    ActiveModel {
        id: if with_id { Set(id) } else { NotSet },
        tenant_id: Set(tenant_id),
        name: Set(name),
        note: Set(note),
        amount: Set(amount),
        meta: Set(meta),
        ..Default::default()
    }
}

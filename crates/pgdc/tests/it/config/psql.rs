//! The same inputs to psql and to pgdc: both connect to the same place as the same user, or neither does.

use std::fs;
use std::path::Path;
use std::process::Command;

use pgdc::Config;
use tokio_postgres::SimpleQueryMessage;

use super::world::{PASSWORD, PASSWORD_IN_PAIRS, PASSWORD_IN_URL, World, world};

const SESSION: &str = "SELECT current_user, current_database(), inet_server_addr(), inet_server_port(), \
    current_setting('application_name'), current_setting('TimeZone'), current_setting('DateStyle'), \
    current_setting('search_path'), current_setting('statement_timeout'), \
    (SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid())";

/// What psql prints, or why it cannot connect.
fn by_psql(text: &str, home: &Path, variables: &[(&str, String)]) -> Result<String, String> {
    let mut psql = Command::new("psql");
    psql.env_clear().env("HOME", home).envs(variables.iter().map(|(name, value)| (name, value)));
    psql.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    let output = psql.args(["-XAtw", "-d", text, "-c", SESSION]).output().expect("psql on PATH");
    let text = |bytes| String::from_utf8(bytes).expect("text").trim_end().to_owned();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

async fn by_pgdc(
    text: &str,
    home: &Path,
    variables: &[(&str, String)],
) -> Result<String, pgdc::Error> {
    let lookup = |name: &str| match name {
        "HOME" => Some(home.display().to_string()),
        _ => variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone()),
    };
    let config = Config::with_vars(text, lookup)?.set("fallback_application_name", "psql")?;
    let client = config.client().await?;
    let answer = client.simple_query(SESSION).await?;
    let row = answer.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    let row = row.expect("a row");
    let cells: Vec<&str> = (0..row.len()).map(|place| row.get(place).unwrap_or_default()).collect();
    Ok(cells.join("|"))
}

/// Asserts that both do the same, and returns what they do.
async fn same(text: &str, home: &Path, variables: &[(&str, String)]) -> Option<String> {
    let theirs = by_psql(text, home, variables);
    let ours = by_pgdc(text, home, variables).await;
    assert!(
        ours.as_ref().ok() == theirs.as_ref().ok(),
        "{text} {variables:?}: {ours:?} {theirs:?} {:?}",
        fs::read_to_string(home.join(".pgpass"))
    );
    theirs.ok()
}

fn vars<const N: usize>(list: [(&'static str, &str); N]) -> Vec<(&'static str, String)> {
    list.iter().map(|(name, value)| (*name, value.to_string())).collect()
}

fn home() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
}

#[tokio::test]
async fn strings_mean_what_they_mean_to_psql() {
    let World { address, port, socket, .. } = world().await;
    let home = home();
    let folder = socket.replace('/', "%2F");
    let (url, pairs) = (PASSWORD_IN_URL, PASSWORD_IN_PAIRS);
    let connecting = [
        format!("postgres://app:{url}@{address}:{port}/shop"),
        format!("postgresql://app:{url}@{address}:{port}"),
        format!("postgres://app:{url}@{address}:{port}/shop?sslmode=disable"),
        format!("postgres://app:{url}@{address}:{port}/shop?ssl=true"),
        format!("postgres://{address}:{port}/shop?user=free&application_name=a%20b"),
        format!(
            "postgres://free@{address}:{port}/shop?options=-c%20search_path%3Da,b%20-cTimeZone%3DAsia/Tokyo"
        ),
        format!("postgres://app@{folder}:{port}/shop"),
        format!("postgres://app@/shop?host={socket}&port={port}"),
        format!("postgres:///shop?host={folder}&port={port}&user=app"),
        format!("postgres://free@127.0.0.1:1,{address}:{port}/shop"),
        format!("postgres://free@[::1]:1,{address}:{port}/shop"),
        format!("postgres://free@/shop?host=nowhere.invalid,{address}&port=1,{port}"),
        format!("host={address} port={port} user=app password={pairs} dbname=shop"),
        format!("host = '{address}'  port= {port} user =app password= {pairs}"),
        format!("hostaddr={address} port={port} user=free dbname='shop'"),
        format!("host=nowhere.invalid hostaddr={address} port={port} user=free dbname=shop"),
        format!("host={socket},{address} port=1,{port} user=free dbname=shop"),
        format!("host={socket} port={port} user=app"),
        format!("host=,{address} port=1,{port} user=free dbname=shop"),
        format!("host={address} port={port} user=free dbname=shop user=app password={pairs}"),
        format!("host={address} port={port} user=free dbname=shop keepalives=0"),
        format!(
            "host={address} port={port} user=free dbname=shop keepalives_idle=7 keepalives_interval=7 \
                 keepalives_count=7 tcp_user_timeout=7000 connect_timeout=7"
        ),
        format!("host={socket} port={port} user=root"),
        format!("host={socket} port={port}"),
        format!("host={address} port={port} user=encrypted dbname=shop sslmode=allow"),
        format!("host={address} port={port} user=plain dbname=shop sslmode=prefer"),
        format!(
            "host={address} port={port} user=app dbname=shop password={pairs} channel_binding=require"
        ),
        format!("host={address} port={port} user=free dbname=shop target_session_attrs=read-write"),
        format!(
            "host={address} port={port} user=free dbname=shop target_session_attrs=prefer-standby"
        ),
    ];
    for text in connecting {
        assert!(same(&text, home.path(), &[]).await.is_some(), "psql refuses {text}");
    }
    let refused = [
        format!("postgres://app:{PASSWORD}@{address}:{port}/shop"),
        format!("postgres://app:wrong@{address}:{port}/shop"),
        format!("postgres://app@{address}:{port}/shop"),
        format!("postgres://free@{address}:{port}/shop?sslmod=disable"),
        format!("postgres://free@{address}:{port}/shop?sslmode"),
        format!("postgres://free@{address}:{port}/shop?sslmode=off"),
        format!("postgres://free@{address}:{port}/sh%op"),
        format!("postgres://free@[{address}:{port}/shop"),
        format!("postgres://free@{address}:{port}:{port}/shop"),
        format!("host={address} port={port} user=free dbname=shop more"),
        format!("host={address} port={port} user=free dbname='shop"),
        format!("host={address},{address} port=1,2,{port} user=free dbname=shop"),
        format!("host={address} hostaddr={address},{address} port={port} user=free dbname=shop"),
        format!("host={address} port=65536 user=free dbname=shop"),
        format!("hostaddr=nowhere.invalid port={port} user=free dbname=shop"),
        format!("host={address} port={port} user=free dbname=shop connect_timeout=soon"),
        format!("host={address} port={port} user=free dbname=shop connect_timeout= keepalives=0"),
        format!("host={address} port={port} user=free dbname=shop target_session_attrs=standby"),
        format!("host={address} port={port} user=plain dbname=shop sslmode=require"),
        format!("host={address} port={port} user=encrypted dbname=shop sslmode=disable"),
        // The first server that refuses the login ends the search.
        format!("host={address},{address} port={port} user=nobody dbname=shop"),
        format!("host={address} port={port} user=free dbname=shop channel_binding=require"),
        format!(
            "host={address} port={port} user=app dbname=shop password={pairs} sslmode=disable channel_binding=require"
        ),
        format!("host={address} port={port} user=free dbname=shop sslnegotiation=dire"),
    ];
    for text in refused {
        assert_eq!(same(&text, home.path(), &[]).await, None, "psql takes {text}");
    }
}

#[tokio::test]
async fn variables_mean_what_they_mean_to_psql() {
    let World { address, port, socket, .. } = world().await;
    let home = home();
    let port = port.to_string();
    let base = [
        ("PGHOST", address.as_str()),
        ("PGPORT", &port),
        ("PGUSER", "free"),
        ("PGDATABASE", "shop"),
    ];
    let mut all = vars(base);
    all.extend(vars([
        ("PGAPPNAME", "an app"),
        ("PGOPTIONS", r"-c search_path=a,\ b -c TimeZone=Asia/Tokyo"),
        ("PGTZ", "Europe/Paris"),
        ("PGDATESTYLE", "SQL, DMY"),
        ("PGGEQO", "off"),
        ("PGCONNECT_TIMEOUT", "7"),
        ("PGSSLMODE", "require"),
        ("PGTARGETSESSIONATTRS", "any"),
        ("PGCHANNELBINDING", "prefer"),
    ]));
    assert!(same("", home.path(), &all).await.is_some());
    // The string goes before the variables.
    assert!(same("sslmode=disable application_name=x", home.path(), &all).await.is_some());
    let password = [("PGPASSWORD", PASSWORD), ("PGUSER", "app")];
    for (text, variables) in [
        ("postgres://", [&base[..], &[]].concat()),
        ("user=app", [&base[..2], &password[..1]].concat()),
        ("dbname=shop", [&base[..2], &password].concat()),
        ("", vec![("PGHOST", socket.as_str()), ("PGPORT", port.as_str())]),
        (
            "user=free dbname=shop",
            vec![("PGHOSTADDR", address.as_str()), ("PGPORT", port.as_str())],
        ),
        ("", [&base[..], &[("PGPASSWORD", ""), ("PGAPPNAME", "")]].concat()),
    ] {
        let variables: Vec<_> = variables.iter().map(|(n, v)| (*n, v.to_string())).collect();
        assert!(same(text, home.path(), &variables).await.is_some(), "{text}");
    }
    for wrong in [
        ("PGPORT", "x"),
        ("PGSSLMODE", "x"),
        ("PGTARGETSESSIONATTRS", "x"),
        ("PGCHANNELBINDING", "require"),
    ] {
        let mut variables = vars(base);
        variables.extend(vars([wrong]));
        variables.retain(|(name, value)| *name != wrong.0 || value == wrong.1);
        assert_eq!(same("", home.path(), &variables).await, None, "{wrong:?}");
    }
}

/// The manual says that an address without a host is looked up as it is; psql 15 looks `localhost` up.
#[tokio::test]
async fn a_password_is_found_by_address() {
    let world = world().await;
    let home = home();
    let file = home.path().join(".pgpass");
    let escaped = PASSWORD.replace('\\', r"\\").replace(':', r"\:");
    fs::write(&file, format!("{}:*:*:*:{escaped}\n", world.address)).expect("a file");
    set_mode(&file, 0o600);
    by_pgdc(&world.at("user=app"), home.path(), &[]).await.expect("a connection");
}

#[tokio::test]
async fn password_files_mean_what_they_mean_to_psql() {
    let World { address, port, .. } = world().await;
    let escaped = PASSWORD.replace('\\', r"\\").replace(':', r"\:");
    let text = format!("host={address} port={port} user=app dbname=shop");
    for (lines, connects) in [
        (format!("{address}:{port}:shop:app:{escaped}\n"), true),
        (format!("# comment\n\n*:*:*:other:no\n*:*:*:*:{escaped}:more\r\n"), true),
        (format!("{address}:{port}:shop:app:wrong\n*:*:*:*:{escaped}\n"), false),
        (format!("{address}:1:shop:app:{escaped}\n"), false),
        (format!("{address}:{port}:shop:app:{PASSWORD}\n"), false),
        (String::new(), false),
    ] {
        let home = home();
        let file = home.path().join(".pgpass");
        fs::write(&file, &lines).expect("a file");
        set_mode(&file, 0o600);
        assert_eq!(same(&text, home.path(), &[]).await.is_some(), connects, "{lines}");
        // A file that others may read is passed over.
        set_mode(&file, 0o640);
        assert_eq!(same(&text, home.path(), &[]).await, None);

        let moved = home.path().join("elsewhere");
        fs::rename(&file, &moved).expect("a file");
        set_mode(&moved, 0o600);
        let variables = vars([("PGPASSFILE", &moved.display().to_string())]);
        assert_eq!(same(&text, home.path(), &variables).await.is_some(), connects);
        let named = format!("{text} passfile={}", moved.display());
        assert_eq!(same(&named, home.path(), &[]).await.is_some(), connects);
        let given = format!("{text} password={PASSWORD_IN_PAIRS} passfile={}", moved.display());
        assert!(
            same(&given, home.path(), &[]).await.is_some(),
            "a password given goes before the file"
        );
    }
}

#[tokio::test]
async fn service_files_mean_what_they_mean_to_psql() {
    let World { address, port, .. } = world().await;
    let home = home();
    let of_home = format!(
        "# ours\n[other]\nuser=nobody\n\n[shop]\nhost={address}\n port={port} \nuser=free\ndbname=shop\n\
         application_name=of service\nuser=app\n[shop]\nuser=nobody\n[nested]\nservice=shop\n[wrong]\nnokey=1\n"
    );
    fs::write(home.path().join(".pg_service.conf"), &of_home).expect("a file");
    fs::create_dir(home.path().join("etc")).expect("a folder");
    let of_system = of_home.replace("[shop]", "[system]");
    fs::write(home.path().join("etc/pg_service.conf"), &of_system).expect("a file");
    let etc = home.path().join("etc").display().to_string();
    let elsewhere = format!("{etc}/pg_service.conf");

    for (text, variables, connects) in [
        ("service=shop", vars([]), true),
        ("postgres://?service=shop", vars([]), true),
        ("", vars([("PGSERVICE", "shop")]), true),
        // String, then service, then variables.
        ("service=shop application_name=x", vars([("PGAPPNAME", "y"), ("PGUSER", "nobody")]), true),
        ("service=shop", vars([("PGAPPNAME", "y"), ("PGTZ", "Europe/Paris")]), true),
        ("service=shop", vars([("PGSERVICE", "other")]), true),
        ("service=system", vars([("PGSYSCONFDIR", &etc)]), true),
        ("service=system", vars([("PGSERVICEFILE", &elsewhere)]), true),
        ("service=shop", vars([("PGSERVICEFILE", &elsewhere)]), false),
        ("service=shop", vars([("PGSERVICEFILE", "/nowhere")]), false),
        ("service=none", vars([("PGSYSCONFDIR", &etc)]), false),
        ("service=nested", vars([]), false),
        ("service=wrong", vars([]), false),
    ] {
        assert_eq!(
            same(text, home.path(), &variables).await.is_some(),
            connects,
            "{text} {variables:?}"
        );
    }
}

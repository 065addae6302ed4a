//! Two servers: one with TLS and every sort of user, and a read-only one without TLS.

use std::fs;
use std::path::PathBuf;

use pgdc_server::{Options, Server};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyIdMethod, KeyPair, RevokedCertParams,
};
use tokio::sync::OnceCell;
use tokio_postgres::config::Host;

/// It needs escaping in every form.
pub(crate) const PASSWORD: &str = r"s:e c\r'e/t@%?=&";

pub(crate) const PASSWORD_IN_URL: &str = "s%3Ae%20c%5Cr%27e%2Ft%40%25%3F%3D%26";

pub(crate) const PASSWORD_IN_PAIRS: &str = r"'s:e c\\r\'e/t@%?=&'";

const HBA: &str = "
local   all certified trust
local   all all trust
hostssl all certified all cert
hostssl all encrypted all trust
hostnossl all plain all trust
host    all nobody all reject
host    all app,root all scram-sha-256
host    shop free all trust";

const ROLES: &str = r"
CREATE ROLE app LOGIN PASSWORD 's:e c\r''e/t@%?=&'; CREATE ROLE root LOGIN PASSWORD 's:e c\r''e/t@%?=&';
CREATE ROLE certified LOGIN; CREATE ROLE encrypted LOGIN; CREATE ROLE plain LOGIN; CREATE ROLE free LOGIN;
CREATE ROLE nobody LOGIN";

/// Of all certificates that the authority makes.
const SERIAL: u64 = 7;

pub(crate) struct World {
    /// Its socket's folder.
    pub(crate) socket: String,
    /// Where it listens for TCP.
    pub(crate) address: String,
    pub(crate) port: u16,
    /// The same of the server without TLS.
    pub(crate) read_only: String,
    /// Certificates and keys.
    pub(crate) folder: PathBuf,
    _servers: [Server; 2],
}

impl World {
    /// The file of this name.
    pub(crate) fn file(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// The server with TLS, and its database `shop`.
    pub(crate) fn at(&self, rest: &str) -> String {
        format!("hostaddr={} port={} dbname=shop {rest}", self.address, self.port)
    }
}

pub(crate) async fn world() -> &'static World {
    static WORLD: OnceCell<World> = OnceCell::const_new();
    WORLD.get_or_init(start).await
}

async fn start() -> World {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("connections");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    make_certificates(&folder);

    // Two addresses of this machine that other runs do not use.
    let id = std::process::id();
    let address = |last: u8| format!("127.{}.{}.{last}", 1 + (id >> 8) % 254, id % 256);
    let (address, read_only) = (address(10), address(20));
    let main = serve(&address);
    let second = serve(&read_only);

    let database = main.database().await.expect("a database");
    let client = database.connect().await.expect("a connection");
    client.batch_execute(ROLES).await.expect("roles");
    for database in ["shop", "app", "root"] {
        client.batch_execute(&format!("CREATE DATABASE {database}")).await.expect("a database");
    }
    for (file, name) in
        [("server.crt", "server.crt"), ("server.key", "server.key"), ("ca.crt", "root.crt")]
    {
        let text = fs::read_to_string(folder.join(file)).expect("a file");
        write(&client, name, &text).await;
    }
    write(&client, "pg_hba.conf", HBA).await;
    for setting in ["ssl = on", "ssl_ca_file = 'root.crt'"] {
        client.batch_execute(&format!("ALTER SYSTEM SET {setting}")).await.expect("a setting");
    }
    reload(&client, &database, "ssl").await;

    let other = second.database().await.expect("a database");
    let client = other.connect().await.expect("a connection");
    client.batch_execute("CREATE ROLE free LOGIN; CREATE ROLE app LOGIN").await.expect("a role");
    client.batch_execute("CREATE DATABASE shop").await.expect("a database");
    write(&client, "pg_hba.conf", "local all all trust\nhost all all all trust").await;
    let read_only_by_default = "ALTER SYSTEM SET default_transaction_read_only = on";
    client.batch_execute(read_only_by_default).await.expect("a setting");
    reload(&client, &other, "default_transaction_read_only").await;

    let config = database.config();
    let Host::Unix(socket) = &config.get_hosts()[0] else { panic!("no socket") };
    World {
        socket: socket.display().to_string(),
        address,
        port: config.get_ports()[0],
        read_only,
        folder,
        _servers: [main, second],
    }
}

fn serve(address: &str) -> Server {
    let options = Options::from_env().expect("options");
    let options = Options { listen_addresses: Some(address.to_owned()), ..options };
    Server::start(&options).expect("a server")
}

/// Writes a file into the server's data folder, which belongs to another user.
async fn write(client: &tokio_postgres::Client, name: &str, text: &str) {
    let lines = format!("SELECT unnest(string_to_array($text${text}$text$, E'\\n'))");
    let copy = format!("COPY ({lines}) TO PROGRAM 'umask 077; cat > {name}'");
    client.batch_execute(&copy).await.expect("a file of the server");
}

/// Has the server read its settings again, and waits until new sessions see that `setting` is on.
async fn reload(client: &tokio_postgres::Client, database: &pgdc_server::Database, setting: &str) {
    client.batch_execute("SELECT pg_reload_conf()").await.expect("a reload");
    for _ in 0..500 {
        let fresh = database.connect().await.expect("a connection");
        let row = fresh.query_one(&format!("SHOW {setting}"), &[]).await.expect("a setting");
        if row.get::<_, &str>(0) == "on" {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the server did not read its settings");
}

/// An authority with certificates for the server and for the user `certified`, and another authority.
fn make_certificates(folder: &std::path::Path) {
    let save = |name: &str, text: String| {
        let path = folder.join(name);
        fs::write(&path, text).expect("a file");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("permissions");
        }
    };
    let authority = |name: &str| {
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate").pem();
        (certificate, Issuer::new(params, key))
    };
    let leaf = |file: &str, common: &str, names: &[&str], usage, issuer: &Issuer<'_, KeyPair>| {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let mut params = CertificateParams::new(names).expect("parameters");
        params.distinguished_name.push(DnType::CommonName, common);
        params.extended_key_usages.push(usage);
        params.serial_number = Some(SERIAL.into());
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, issuer).expect("a certificate");
        save(&format!("{file}.crt"), certificate.pem());
        save(&format!("{file}.key"), key.serialize_pem());
    };
    let (certificate, ca) = authority("the authority");
    save("ca.crt", certificate);
    for (file, serial) in [("revoked.crl", SERIAL), ("others.crl", SERIAL + 1)] {
        let day = rcgen::date_time_ymd(2024, 1, 1);
        let revoked = RevokedCertParams {
            serial_number: serial.into(),
            revocation_time: day,
            reason_code: None,
            invalidity_date: None,
        };
        let list = CertificateRevocationListParams {
            this_update: day,
            next_update: rcgen::date_time_ymd(4000, 1, 1),
            crl_number: 1.into(),
            issuing_distribution_point: None,
            revoked_certs: vec![revoked],
            key_identifier_method: KeyIdMethod::Sha256,
        };
        save(file, list.signed_by(&ca).and_then(|list| list.pem()).expect("a list"));
    }
    let (certificate, other) = authority("another authority");
    save("other.crt", certificate);
    leaf("server", "cn.test", &["db.test"], ExtendedKeyUsagePurpose::ServerAuth, &ca);
    leaf("common", "cn.test", &[], ExtendedKeyUsagePurpose::ServerAuth, &ca);
    leaf("certified", "certified", &[], ExtendedKeyUsagePurpose::ClientAuth, &ca);
    leaf("stranger", "certified", &[], ExtendedKeyUsagePurpose::ClientAuth, &other);
    // As `openssl req -x509` makes them: its own authority.
    let mut params = CertificateParams::new(vec!["own.test".to_owned()]).expect("parameters");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    save("own.crt", params.self_signed(&key).expect("a certificate").pem());
    save("own.key", key.serialize_pem());
}

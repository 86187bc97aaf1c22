//! TLS for real: certificates of an authority that only this test knows, trusted as the platform trusts its own. What
//! is signed by another one, or for another host, is spoken to as little as a host in plain text.

use crate::endpoint::{Endpoint, Reply};
use crate::mail::{Fault, Relay};
use crate::world::{World, channel, quick};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::json;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufStream, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use warroom_incident::event::DeliveryFate::{Confirmed, Sent};
use warroom_server::outbox::{Options, Timing};

/// Says where the certificates are, to a process that was started to trust them.
const CERTIFICATES: &str = "WARROOM_TEST_CERTIFICATES";
/// What a person is told of a certificate that nobody vouches for.
const UNTRUSTED: &str = "its certificate is not one that this server trusts";

/// Which certificate an endpoint shows.
#[derive(Clone, Copy, Debug)]
enum Shows {
    /// Of the trusted authority, for this host.
    Good,
    /// Of the trusted authority, for another host.
    OtherHost,
    /// For this host, of an authority that nobody trusts.
    OtherAuthority,
}

impl Shows {
    const ALL: [Shows; 3] = [Shows::Good, Shows::OtherHost, Shows::OtherAuthority];

    fn file(self) -> &'static str {
        match self {
            Shows::Good => "good",
            Shows::OtherHost => "other-host",
            Shows::OtherAuthority => "other-authority",
        }
    }
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// Runs a test in a process of its own which trusts the authority and no other: what is trusted is read from the
/// environment, and that is the whole process's.
fn where_it_is_trusted(test: &str, run: impl FnOnce(&Path)) {
    if let Some(certificates) = std::env::var_os(CERTIFICATES) {
        return run(Path::new(&certificates));
    }
    let dir = tempfile::tempdir().unwrap();
    let (trusted, other) = (authority(), authority());
    std::fs::write(dir.path().join("trusted.pem"), trusted.pem()).unwrap();
    for shows in Shows::ALL {
        let (host, issuer) = match shows {
            Shows::Good => ("localhost", &trusted),
            Shows::OtherHost => ("elsewhere.example", &trusted),
            Shows::OtherAuthority => ("localhost", &other),
        };
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec![host.to_owned()]).unwrap().signed_by(&key, issuer).unwrap();
        std::fs::write(dir.path().join(format!("{}.der", shows.file())), certificate.der()).unwrap();
        std::fs::write(dir.path().join(format!("{}.key", shows.file())), key.serialize_der()).unwrap();
    }
    let mut process = Command::new(std::env::current_exe().unwrap());
    process.args(["--exact", test, "--nocapture"]).env(CERTIFICATES, dir.path());
    process.env("SSL_CERT_FILE", dir.path().join("trusted.pem")).env_remove("SSL_CERT_DIR");
    let output = process.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

/// What is said in plain text before TLS begins.
#[derive(Clone, Copy, Debug)]
enum Before {
    /// Nothing.
    Nothing,
    /// A mail conversation up to STARTTLS.
    StartTls,
}

/// An end of TLS before something that speaks plain text; its port on `localhost`, and what it was shown in clear.
fn before(plain: SocketAddr, certificates: &Path, shows: Shows, says: Before) -> (u16, Arc<Mutex<Vec<String>>>) {
    let read = |end: &str| std::fs::read(certificates.join(format!("{}.{end}", shows.file()))).unwrap();
    // Whatever crypto the rest of the process has chosen, or not: that is what is tested.
    let crypto = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(crypto).with_safe_default_protocol_versions().unwrap();
    let key = PrivateKeyDer::try_from(read("key")).unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![read("der").into()], key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let clear = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&clear);
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                // A conversation that breaks is part of some tests.
                tokio::spawn(pass(stream, plain, acceptor.clone(), says, Arc::clone(&heard)));
            }
        });
    });
    (port, clear)
}

async fn pass(
    stream: TcpStream,
    plain: SocketAddr,
    acceptor: TlsAcceptor,
    says: Before,
    clear: Arc<Mutex<Vec<String>>>,
) -> std::io::Result<()> {
    let (mut inner, stream) = match says {
        Before::Nothing => (BufStream::new(TcpStream::connect(plain).await?), stream),
        Before::StartTls => {
            let mut stream = BufStream::new(stream);
            stream.write_all(b"220 relay.example ESMTP\r\n").await?;
            loop {
                stream.flush().await?;
                let mut line = String::new();
                if stream.read_line(&mut line).await? == 0 {
                    return Ok(());
                }
                clear.lock().unwrap().push(line.trim_end().to_owned());
                if line.starts_with("STARTTLS") {
                    break;
                }
                let reply: &[u8] = match line.split(' ').next() {
                    Some("EHLO") => b"250-relay.example\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n",
                    Some(_) | None => b"503 what\r\n",
                };
                stream.write_all(reply).await?;
            }
            stream.write_all(b"220 go on\r\n").await?;
            stream.flush().await?;
            let mut inner = BufStream::new(TcpStream::connect(plain).await?);
            // Its greeting was said already.
            inner.read_line(&mut String::new()).await?;
            (inner, stream.into_inner())
        }
    };
    let mut outer = acceptor.accept(stream).await?;
    copy_bidirectional(&mut outer, &mut inner).await?;
    Ok(())
}

/// This machine by its name is allowed, and one attempt tells: another comes only by hand.
fn options() -> Options {
    Options { allowed: vec!["localhost".parse().unwrap()], timing: Timing { attempts: 1, ..quick() } }
}

#[test]
fn an_update_goes_over_https_to_whom_the_platform_trusts_and_to_nobody_else() {
    where_it_is_trusted(
        "tls::an_update_goes_over_https_to_whom_the_platform_trusts_and_to_nobody_else",
        |certificates| {
            for shows in Shows::ALL {
                let endpoint = Endpoint::start(|_| Reply::says(200, "ok"));
                let (port, _) = before(endpoint.address, certificates, shows, Before::Nothing);
                let secret = format!("https://localhost:{port}/services/T0000/B0000/hunter2hunter2");
                let world = World::with(|dir| vec![channel(dir, "slack", &secret, json!({}))], options());
                let delivery = world.publish("Some payments fail.")[0];
                match shows {
                    Shows::Good => {
                        world.becomes(delivery, Sent);
                        assert_eq!(endpoint.asked()[0].headers["host"], format!("localhost:{port}"));
                    }
                    Shows::OtherHost | Shows::OtherAuthority => {
                        let note = world.is_for_a_person(delivery);
                        assert!(note.starts_with(UNTRUSTED), "{shows:?}: {note}");
                        assert!(!note.contains("hunter2hunter2"), "{note}");
                        assert!(endpoint.asked().is_empty(), "{shows:?}");
                    }
                }
            }
        },
    );
}

#[test]
fn without_certificates_what_needs_none_is_sent_and_of_the_rest_the_room_is_told() {
    const NONE: &str = "WARROOM_TEST_NO_CERTIFICATES";
    if std::env::var_os(NONE).is_none() {
        let empty = tempfile::tempdir().unwrap();
        let test = "tls::without_certificates_what_needs_none_is_sent_and_of_the_rest_the_room_is_told";
        let mut process = Command::new(std::env::current_exe().unwrap());
        process.args(["--exact", test, "--nocapture"]).env(NONE, "1");
        let output = process.env("SSL_CERT_DIR", empty.path()).env_remove("SSL_CERT_FILE").output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
        return;
    }
    let secret = "https://localhost:1/services/T0000/B0000/hunter2hunter2";
    let file = json!({ "name": "file", "kind": "file", "to": "updates.jsonl" });
    let world = World::with(|dir| vec![channel(dir, "slack", secret, json!({})), file], options());
    let all = world.publish("Some payments fail.");
    world.becomes(all[1], Confirmed);
    let note = world.is_for_a_person(all[0]);
    assert!(note.starts_with("TLS cannot be spoken here: this server's system has no certificates"), "{note}");
}

#[test]
fn a_mail_goes_over_tls_from_the_first_byte_or_when_asked_for_and_no_password_before() {
    where_it_is_trusted(
        "tls::a_mail_goes_over_tls_from_the_first_byte_or_when_asked_for_and_no_password_before",
        |certificates| {
            for (scheme, says) in [("smtps", Before::Nothing), ("smtp", Before::StartTls)] {
                for shows in Shows::ALL {
                    let relay = Relay::start(Fault::None);
                    let (port, clear) = before(relay.address, certificates, shows, says);
                    let secret = format!("{scheme}://me%40acme:hunter2hunter2@localhost:{port}");
                    let more = json!({ "to": "list@acme.example", "from": "Acme <status@acme.example>" });
                    let world = World::with(|dir| vec![channel(dir, "email", &secret, more)], options());
                    let delivery = world.publish("Some payments fail.")[0];
                    match shows {
                        Shows::Good => {
                            world.becomes(delivery, Sent);
                            assert_eq!(relay.mails.lock().unwrap().len(), 1, "{scheme}");
                            let login = |it: &String| it.starts_with("AUTH PLAIN");
                            assert!(relay.heard.lock().unwrap().iter().any(login), "{scheme}");
                        }
                        Shows::OtherHost | Shows::OtherAuthority => {
                            let note = world.is_for_a_person(delivery);
                            assert!(note.contains(UNTRUSTED), "{scheme} {shows:?}: {note}");
                            assert!(relay.heard.lock().unwrap().is_empty(), "{scheme} {shows:?}");
                        }
                    }
                    let clear = clear.lock().unwrap();
                    let shown = clear.iter().all(|line| line.starts_with("EHLO") || line == "STARTTLS");
                    assert!(shown, "{scheme} {shows:?}: {clear:?}");
                }
            }
        },
    );
}

//! An HTTP server whose answers a test decides.

use serde_json::Value;
use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, mpsc};

/// What was asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// How it is answered.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// With a status, headers and a body.
    Says(u16, Vec<(String, String)>, Vec<u8>),
    /// Never, while the endpoint lives.
    Hangs,
    /// By closing the connection.
    HangsUp,
    /// With a head that promises more than comes.
    BreaksOff,
}

impl Reply {
    pub(crate) fn says(status: u16, body: &str) -> Reply {
        Reply::Says(status, Vec::new(), body.into())
    }

    pub(crate) fn json(status: u16, body: &Value) -> Reply {
        Reply::Says(status, Vec::new(), body.to_string().into())
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Reply {
        if let Reply::Says(_, headers, _) = &mut self {
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }
}

type Script = dyn FnMut(&Asked) -> Reply + Send;

/// The server.
pub(crate) struct Endpoint {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    script: Arc<Mutex<Box<Script>>>,
    /// Those who hang wait for its end.
    held: Arc<Mutex<Vec<mpsc::Sender<()>>>>,
}

impl Endpoint {
    /// Starts one that answers by a script.
    pub(crate) fn start(script: impl FnMut(&Asked) -> Reply + Send + 'static) -> Endpoint {
        Endpoint::start_on(TcpListener::bind("127.0.0.1:0").unwrap(), script)
    }

    pub(crate) fn start_on(listener: TcpListener, script: impl FnMut(&Asked) -> Reply + Send + 'static) -> Endpoint {
        let address = listener.local_addr().unwrap();
        let script: Arc<Mutex<Box<Script>>> = Arc::new(Mutex::new(Box::new(script)));
        let (asked, held) = (Arc::default(), Arc::default());
        let endpoint = Endpoint { address, asked, script, held };
        let (asked, script, held) = (endpoint.asked.clone(), endpoint.script.clone(), endpoint.held.clone());
        std::thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                let (asked, script, held) = (Arc::clone(&asked), Arc::clone(&script), Arc::clone(&held));
                std::thread::spawn(move || serve(stream, &asked, &script, &held));
            }
        });
        endpoint
    }

    /// Answers by another script from here on.
    pub(crate) fn now(&self, script: impl FnMut(&Asked) -> Reply + Send + 'static) {
        *self.script.lock().unwrap() = Box::new(script);
    }

    /// Hangs up on all who hang.
    pub(crate) fn lets_go(&self) {
        self.held.lock().unwrap().clear();
    }

    /// All that was asked until now.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Those of a method.
    pub(crate) fn of(&self, method: &str) -> Vec<Asked> {
        self.asked().into_iter().filter(|asked| asked.method == method).collect()
    }

    /// Its address with a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

fn serve(stream: TcpStream, all: &Mutex<Vec<Asked>>, script: &Mutex<Box<Script>>, held: &Mutex<Vec<mpsc::Sender<()>>>) {
    let Some(asked) = read(&stream) else { return };
    // Whoever sees the request sees its answer's decision, too.
    let reply = {
        let mut script = script.lock().unwrap();
        let reply = script(&asked);
        all.lock().unwrap().push(asked);
        reply
    };
    let mut stream = &stream;
    // Whoever asked may be gone; that is part of some tests.
    let _ = match reply {
        Reply::Says(status, headers, body) => {
            let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
            let head =
                format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n", body.len());
            stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body))
        }
        Reply::BreaksOff => stream.write_all(b"HTTP/1.1 200 X\r\ncontent-length: 1000\r\n\r\no"),
        Reply::HangsUp => Ok(()),
        Reply::Hangs => {
            let (hold, wait) = mpsc::channel::<()>();
            held.lock().unwrap().push(hold);
            wait.recv().unwrap_or(());
            Ok(())
        }
    };
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length").and_then(|it| it.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { method, path, headers, body })
}

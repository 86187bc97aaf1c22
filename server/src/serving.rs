//! Starts and runs the whole server: the store, the order, delivery, and the listener.

use crate::bounds;
use crate::catch_up::{CatchUp, SharedReader};
use crate::connection::Shared;
use crate::deliver::{self, Heads};
use crate::http::{self, Places, Site};
use crate::journal::{Journal, ReadError};
use crate::operator::{self, OperatorFile};
use crate::order::{Order, Ordering, Stopped};
use crate::outbox;
use crate::policy_file::{self, Problem};
use crate::secret::{Kind, Secret};
use crate::sqlite::{OpenError, SqliteJournal};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::future::Future;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering as Memory};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::time::MissedTickBehavior;
use warroom_incident::Policy;

/// How a server is to run.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where its data are.
    pub data: PathBuf,
    /// The address to listen on; port 0 chooses a free one.
    pub listen: SocketAddr,
    /// Whether to listen beyond this machine although nothing is encrypted.
    pub allow_plain_text: bool,
    /// The policy's file; defaults without one.
    pub policy: Option<PathBuf>,
    /// Origins of browser pages that may connect.
    pub origins: Vec<String>,
    /// The address that invites carry, where it is not the one listened on.
    pub public_url: Option<String>,
    /// How what is published is sent.
    pub outbox: outbox::Options,
}

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Listening beyond this machine in plain text was not said outright.
    #[error(
        "{0} is reachable from other machines and nothing is encrypted; say --allow-plain-text if the network is yours alone, or listen on 127.0.0.1 and use ssh -L"
    )]
    PlainText(SocketAddr),
    /// The address cannot be listened on.
    #[error("{address} cannot be listened on ({source}); choose another with --listen, or stop what has it")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The store.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// The store does not answer.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The policy.
    #[error("the policy is not usable:\n{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Policy(Vec<Problem>),
    /// The data directory.
    #[error("{} cannot be written ({source})", .at.display())]
    Disk {
        /// Where.
        at: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// Why a server ended before it was told to.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The store failed.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// A bug.
    #[error("a part of the server ended by itself; this is a bug, and the log says where")]
    Bug,
}

/// A server that listens and has its store.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    url: String,
    operator: Secret,
    site: Arc<Site>,
    config: Config,
    order: JoinHandle<Result<(), Stopped>>,
    delivery: JoinHandle<()>,
    drain: outbox::Drain,
    /// As long as this is there, connections are served.
    serves: watch::Sender<()>,
}

fn read_policy(path: Option<&Path>, options: &outbox::Options) -> Result<Arc<Policy>, Vec<Problem>> {
    let load = |path: &Path| policy_file::load_to_serve(path, &options.allowed);
    path.map_or_else(|| Ok(Policy::default()), load).map(Arc::new)
}

impl Server {
    /// Opens the store, starts the order and delivery, and listens.
    ///
    /// # Errors
    /// [`StartError`], each with what to do.
    pub async fn start(config: Config) -> Result<Server, StartError> {
        raise_file_limit();
        let policy = read_policy(config.policy.as_deref(), &config.outbox).map_err(StartError::Policy)?;
        if !config.listen.ip().is_loopback() && !config.allow_plain_text {
            return Err(StartError::PlainText(config.listen));
        }
        let journal = SqliteJournal::open(&config.data)?;
        Server::start_on(config, Box::new(journal), policy).await
    }

    /// As [`Server::start`], on any journal.
    ///
    /// # Errors
    /// [`StartError`], each with what to do.
    pub async fn start_on(
        config: Config,
        journal: Box<dyn Journal>,
        policy: Arc<Policy>,
    ) -> Result<Server, StartError> {
        let listen = |source| StartError::Listen { address: config.listen, source };
        let listener = listener(config.listen).map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let url = config.public_url.clone().unwrap_or_else(|| format!("ws://{address}"));
        let (orders, given) = mpsc::channel(bounds::ORDERS_WAITING);
        let (deliveries, delivered) = std::sync::mpsc::sync_channel(bounds::ORDERS_WAITING);
        let catch_up = Arc::new(CatchUp::new(journal.reader()?));
        let door = SharedReader::new(journal.reader()?);
        let heads = Arc::new(Heads::default());
        let mut sweeper = journal.reader()?;
        let (outbox, jobs) = mpsc::channel(outbox::JOBS_WAITING);
        let ordering = Ordering::new(
            journal,
            Arc::clone(&policy),
            Arc::new(Mutex::new(url.clone())),
            Arc::clone(&catch_up),
            Arc::clone(&heads),
            deliveries.clone(),
        )?
        .with_outbox(outbox);
        let order = spawn("order", move || ordering.run(given));
        let (data, options) = (config.data.clone(), config.outbox.clone());
        let reports = outbox::Reports::to(&orders);
        let drain = outbox::Drain::default();
        let draining = drain.clone();
        // It ends when the order has, which alone gives it work.
        let _outbox: JoinHandle<()> =
            spawn("outbox", move || outbox::run(jobs, data, (&options, &draining), &reports, sweeper.as_mut()));
        let delivery = spawn("delivery", move || deliver::run(&delivered));
        let operator = Secret::new(Kind::Operator);
        let shared = Arc::new(Shared { orders, catch_up, door, heads, deliveries });
        let (serves, served) = watch::channel(());
        let site = Arc::new(Site {
            served,
            shared,
            operator: operator.hash(),
            origins: config.origins.clone(),
            public_host: config.public_url.as_deref().and_then(host),
            connections: AtomicU64::new(1),
            ready: AtomicBool::new(true),
            policy: std::sync::RwLock::new(policy),
        });
        let file = OperatorFile {
            server: format!("ws://{address}"),
            token: operator.reveal().into(),
            pid: std::process::id(),
        };
        let at = config.data.clone();
        operator::write(&config.data, &file).map_err(|source| StartError::Disk { at, source })?;
        Ok(Server { listener, address, url, operator, site, config, order, delivery, drain, serves })
    }

    /// The address it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address that invites carry.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The operator's token, for a program that runs the server inside itself.
    #[must_use]
    pub fn operator_token(&self) -> &str {
        self.operator.reveal()
    }

    /// Serves until `shutdown` is done or the store fails; each message on `reload` reads the policy again. Where this
    /// is dropped instead, every connection is cut, what was ordered until then is stored, and all threads end.
    ///
    /// # Errors
    /// [`ServeError`] when it ended by itself.
    pub async fn run(
        self,
        shutdown: impl Future<Output = ()>,
        mut reload: mpsc::Receiver<()>,
    ) -> Result<(), ServeError> {
        let Server { listener, site, config, order, delivery, drain, serves: _serves, .. } = self;
        let unproved = Arc::new(Semaphore::new(bounds::UNAUTHENTICATED));
        let open = Arc::new(Semaphore::new(bounds::CONNECTIONS));
        let mut ticks = tokio::time::interval(bounds::TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        tokio::pin!(shutdown);
        let mut delivery = tokio::task::spawn_blocking(move || delivery.join());
        let mut order = Some(tokio::task::spawn_blocking(move || order.join()));
        let ended = loop {
            let order_ended = async {
                match &mut order {
                    Some(order) => order.await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => accept(&site, &unproved, &open, stream),
                    Err(error) => {
                        // Out of files: accepting again at once would only spin.
                        tracing::warn!(%error, "a connection could not be accepted");
                        tokio::time::sleep(bounds::ACCEPT_AGAIN).await;
                    }
                },
                _ = &mut delivery => break Some(Ok(Err(Box::new("delivery ended") as Box<dyn std::any::Any + Send>))),
                _ = ticks.tick() => {
                    site.shared.catch_up.tidy();
                    // A full queue means that the order is busy; the next tick comes soon enough.
                    let _: Result<(), _> = site.shared.orders.try_send(Order::Tick);
                }
                Some(()) = reload.recv() => reload_policy(&site, &config).await,
                () = &mut shutdown => break None,
                ended = order_ended => break Some(ended),
            }
        };
        site.ready.store(false, Memory::Release);
        drop(listener);
        let ended = match ended {
            Some(ended) => ended,
            None => {
                drain.finish(bounds::OUTBOX_FINISH).await;
                // Refused only when the order has ended, which is what is wanted.
                let _: Result<(), _> = site.shared.orders.send(Order::Stop).await;
                order.take().expect("it has not ended yet").await
            }
        };
        operator::remove(&config.data);
        // Goodbyes leave through the connections' own loops.
        tokio::time::sleep(bounds::FAREWELL).await;
        drop(site);
        match ended {
            Ok(Ok(Ok(()))) => Ok(()),
            Ok(Ok(Err(stopped))) => Err(stopped.into()),
            Ok(Err(_)) | Err(_) => Err(ServeError::Bug),
        }
    }
}

/// A thousand sockets need more files than a shell allows by default.
fn raise_file_limit() {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    let raised =
        getrlimit(Resource::RLIMIT_NOFILE).and_then(|(_, hard)| setrlimit(Resource::RLIMIT_NOFILE, hard, hard));
    if let Err(error) = raised {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
}

fn spawn<T: Send + 'static>(name: &str, run: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    let thread = std::thread::Builder::new().name(name.to_owned());
    thread.spawn(run).expect("the system has room for two threads")
}

fn host(url: &str) -> Option<String> {
    url.parse::<hyper::Uri>().ok()?.host().map(str::to_owned)
}

/// Listens with a long queue: a thousand clients come back at once after a restart.
fn listener(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = socket2::Socket::new(
        socket2::Domain::for_address(address),
        socket2::Type::STREAM.nonblocking(),
        Some(socket2::Protocol::TCP),
    )?;
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(4_096)?;
    TcpListener::from_std(socket.into())
}

fn accept(site: &Arc<Site>, unproved: &Arc<Semaphore>, open: &Arc<Semaphore>, stream: TcpStream) {
    // Beyond the bounds a socket is closed at once; those that hang go after the handshake's time.
    let Ok(place) = Arc::clone(open).try_acquire_owned() else { return };
    let Ok(permit) = Arc::clone(unproved).try_acquire_owned() else { return };
    prepare(&stream);
    let places = Arc::new(Places { unproved: Mutex::new(Some(permit)), _open: place });
    let site = Arc::clone(site);
    tokio::spawn(async move {
        let over = over(site.served.clone());
        let service = service_fn(move |request| http::answer(Arc::clone(&site), Arc::clone(&places), request));
        let serving = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(bounds::HANDSHAKE)
            .max_buf_size(16 * 1024)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades();
        let served = tokio::select! {
            served = serving => served,
            () = over => return,
        };
        if let Err(error) = served {
            tracing::debug!(%error, "a connection ended");
        }
    });
}

/// Waits until the server is not run any more.
pub(crate) async fn over(mut served: watch::Receiver<()>) {
    while served.changed().await.is_ok() {}
}

/// Small messages leave at once, and a dead peer is noticed.
fn prepare(stream: &TcpStream) {
    let socket = socket2::SockRef::from(stream);
    let set = socket.set_tcp_nodelay(true).and_then(|()| socket.set_tcp_user_timeout(Some(bounds::TCP_USER_TIMEOUT)));
    if let Err(error) = set {
        tracing::debug!(%error, "a socket's options were not set");
    }
}

async fn reload_policy(site: &Site, config: &Config) {
    match read_policy(config.policy.as_deref(), &config.outbox) {
        Ok(policy) => {
            *site.policy.write().expect("nothing panics while it holds the policy") = Arc::clone(&policy);
            // Refused only when the order has ended.
            let _: Result<(), _> = site.shared.orders.send(Order::Policy(policy)).await;
            tracing::info!("the policy was read again and is in force");
        }
        Err(problems) => {
            for problem in problems {
                tracing::error!(%problem, "the policy was not taken; the old one stays in force");
            }
        }
    }
}

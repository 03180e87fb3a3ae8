//! A desk on a real socket, and a relay to connect it to.

use crate::common;
use crate::desk::Desk;
use futures_util::{SinkExt, StreamExt};
use server::{Config, RunError};
use std::future::Future;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use sync::message::{CloseCode, Message};
use sync::session::Event;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message as Ws;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use trust::id::{Hash, SpaceId};

const PATIENCE: Duration = Duration::from_secs(60);

/// A relay on a free port.
pub struct Running {
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), RunError>>,
}

impl Running {
    pub async fn start(mut config: Config) -> Self {
        // Desks here do not read while the relay stops.
        config.limits.goodbye = Duration::from_millis(50);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(server::run(listener, config, async {
            let _ = stopped.await;
        }));
        Self { address, stop, task }
    }

    pub async fn stop(self) {
        drop(self.stop);
        timeout(PATIENCE, self.task).await.expect("the relay stops").unwrap().unwrap();
    }

    pub fn url(&self) -> String {
        format!("ws://{}/sync", self.address)
    }

    pub async fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: relay\r\nconnection: close\r\n\r\n").as_bytes()).await.unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        text
    }
}

/// The relay program on this folder, and its address once it listens.
pub fn process(folder: &Path) -> (Child, SocketAddr) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_zongban-relay"))
        .args(["--listen", "127.0.0.1:0", "--log", "warn", "--data"])
        .arg(folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("listening on ").unwrap().parse().unwrap();
    (child, address)
}

pub struct Client {
    pub desk: Desk,
    socket: Option<WebSocketStream<MaybeTlsStream<TcpStream>>>,
    connections: u64,
}

impl Client {
    /// The desks of the test office.
    pub fn all(count: usize) -> Vec<Self> {
        let office = common::office(count);
        let desk = |member: &common::Member| Desk::new(member.clone(), office.id, office.log.clone());
        office.members.iter().map(|member| Self { desk: desk(member), socket: None, connections: 0 }).collect()
    }

    /// Somebody who knows the office's log but is not in it.
    pub fn stranger() -> Self {
        let office = common::office(1);
        let member = office.members[0].with_key([99; 32]);
        Self { desk: Desk::new(member, office.id, office.log), socket: None, connections: 0 }
    }

    pub async fn connect(&mut self, address: SocketAddr) {
        let (socket, _) = tokio_tungstenite::connect_async(format!("ws://{address}/sync")).await.unwrap();
        self.socket = Some(socket);
        self.connections += 1;
        let nonce = *Hash::of(&self.connections.to_le_bytes()).as_bytes();
        self.desk.handle(Event::Connected { nonce, snapshot: self.desk.snapshot() }, 0);
        self.act().await;
    }

    pub fn commit(&mut self, space: SpaceId, text: &[u8]) {
        self.desk.commit(space, text, common::head(&self.desk.membership));
        self.desk.handle(Event::Committed { space }, 0);
    }

    pub fn is_level(&self) -> bool {
        self.desk.status.as_ref().is_some_and(|status| status.is_level())
    }

    pub fn order(&self, space: SpaceId) -> &[Hash] {
        &self.desk.spaces[&space].order
    }

    pub fn ordered(&self, space: SpaceId) -> usize {
        self.order(space).len()
    }

    /// Goes on until the condition holds.
    pub async fn until(&mut self, condition: impl Fn(&Self) -> bool) {
        let went_on = async {
            self.act().await;
            while !condition(self) {
                assert!(self.step().await.is_none(), "the relay closed the connection");
            }
        };
        within(went_on).await;
    }

    /// Goes on until the connection ends; gives the relay's reason.
    pub async fn until_closed(&mut self) -> Option<CloseCode> {
        let went_on = async {
            loop {
                if let Some(end) = self.step().await {
                    return end;
                }
            }
        };
        within(went_on).await
    }

    /// Connects as often as it takes.
    pub async fn until_level_again(&mut self, address: SocketAddr) {
        let went_on = async {
            loop {
                self.connect(address).await;
                while !self.is_level() {
                    if self.step().await.is_some() {
                        break;
                    }
                }
                if self.is_level() {
                    return;
                }
            }
        };
        within(went_on).await;
    }

    /// Takes in one frame; gives the reason when the connection ended.
    async fn step(&mut self) -> Option<Option<CloseCode>> {
        let frame = self.socket.as_mut()?.next().await;
        let code = match frame {
            Some(Ok(Ws::Binary(bytes))) => {
                let code = match Message::decode(&bytes) {
                    Ok(Message::Close(code)) => Some(code),
                    _ => None,
                };
                self.desk.handle(Event::Received(bytes.into()), 0);
                self.act().await;
                if !std::mem::take(&mut self.desk.wants_close) {
                    return None;
                }
                code
            }
            Some(Ok(Ws::Ping(_) | Ws::Pong(_))) => return None,
            Some(Ok(_) | Err(_)) | None => None,
        };
        self.socket = None;
        self.desk.handle(Event::Disconnected, 0);
        self.desk.work.clear();
        Some(code)
    }

    /// Does all waiting work and sends all waiting frames.
    async fn act(&mut self) {
        while !self.desk.work.is_empty() {
            if let Some(event) = self.desk.work() {
                self.desk.handle(event, 0);
            }
        }
        while let Some(frame) = self.desk.frames.pop_front() {
            if let Some(socket) = &mut self.socket {
                // The relay may have hung up; reading shows it.
                let _ = socket.send(Ws::Binary(frame.into())).await;
            }
        }
    }
}

async fn within<T>(future: impl Future<Output = T>) -> T {
    timeout(PATIENCE, future).await.expect("it happens in time")
}

#![allow(clippy::all, missing_docs, clippy::unwrap_used, clippy::print_stdout)]
#[path = "../../crates/sync/tests/common/mod.rs"]
mod common;
use futures_util::{SinkExt, StreamExt};
use std::time::Instant;
use sync::session::*;
use sync::{Frontier, Tip};
use tokio_tungstenite::tungstenite::Message as Ws;
use trust::id::*;
type Sock = tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;
struct Desk {
    session: Session,
    sock: Sock,
    own: Vec<Vec<u8>>,
    applied: u64,
    frontier: Frontier,
    me: usize,
    next: usize,
}
impl Desk {
    async fn new(at: usize, addr: std::net::SocketAddr) -> Self {
        let o = common::office(2);
        let (sock, _) = tokio_tungstenite::connect_async(format!("ws://{addr}/sync")).await.unwrap();
        if let tokio_tungstenite::MaybeTlsStream::Plain(t) = sock.get_ref() {
            t.set_nodelay(true).unwrap();
        }
        let session = Session::new(Identity { office: o.id, device: o.members[at].secret.clone(), relay: None });
        Desk { session, sock, own: vec![], applied: 0, frontier: Frontier::new(), me: at, next: 0 }
    }
    fn write(&mut self, text: &[u8]) {
        let o = common::office(2);
        let e = o.members[self.me].write(o.id, SpaceId::GENERAL, &self.frontier, common::head(&o.log), text);
        self.frontier.advance(e.header().device, Tip { counter: e.header().counter, hash: e.hash() }).unwrap();
        self.own.push(e.into_bytes());
    }
    async fn event(&mut self, e: Event) {
        let mut q = std::collections::VecDeque::from([e]);
        while let Some(e) = q.pop_front() {
            let n = format!("{e:?}");
            let outs = self.session.handle(e, 0);
            println!("{} -> {} outs, {:?}", &n[..n.len().min(30)], outs.len(), self.session.status().spaces.get(&SpaceId::GENERAL));
            for out in outs {
                match out {
                    Output::Send(b) => self.sock.feed(Ws::Binary(b.into())).await.unwrap(),
                    Output::Load { space, max_bytes, .. } => {
                        let mut size = 0;
                        let mut v = vec![];
                        while self.next < self.own.len() && size < max_bytes {
                            size += self.own[self.next].len();
                            v.push(self.own[self.next].clone());
                            self.next += 1;
                        }
                        let complete = self.next == self.own.len();
                        println!("load max {max_bytes} gave {} next {} complete {complete}", v.len(), self.next);
                        q.push_back(Event::Loaded { space, entries: v, complete });
                    }
                    Output::Apply { space, receipt, .. } => {
                        self.applied = receipt.seq;
                        q.push_back(Event::Applied { space, seq: receipt.seq });
                    }
                    Output::Close(r) => panic!("{r}"),
                    Output::Refused { counter, code, .. } => println!("refused {counter} {code:?}"),
                    _ => {}
                }
            }
        }
        self.sock.flush().await.unwrap();
    }
    async fn connect(&mut self) {
        let o = common::office(2);
        let snapshot = Snapshot {
            membership: o.log,
            relay: None,
            spaces: [(SpaceId::GENERAL, SpacePosition { receipt: None, frontier: self.frontier.clone() })].into(),
        };
        self.event(Event::Connected { nonce: [1; 32], snapshot }).await;
        while !self.session.status().is_level() {
            self.recv().await;
        }
    }
    async fn recv(&mut self) {
        let m = self.sock.next().await.unwrap().unwrap();
        if let Ws::Binary(b) = m {
            self.event(Event::Received(b.into())).await;
        }
    }
}
#[tokio::main]
async fn main() {
    let dir = tempfile::tempdir_in(std::env::args().nth(1).unwrap_or("/tmp".into())).unwrap();
    let store = server::SqliteStore::open(dir.path()).unwrap();
    let l = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = l.local_addr().unwrap();
    let (tx, rx) = tokio::sync::oneshot::channel::<()>();
    let run = tokio::spawn(server::run(l, server::Config::new(store), async {
        let _ = rx.await;
    }));
    let mut a = Desk::new(0, addr).await;
    let t = Instant::now();
    for n in 0..20000u32 {
        a.write(format!("{:0>330}", n).as_bytes());
    }
    println!("seal 20000 {:?}", t.elapsed());
    let t = Instant::now();
    a.connect().await;
    println!("push 20000 {:?} applied {}", t.elapsed(), a.applied);
    let t = Instant::now();
    let mut b = Desk::new(1, addr).await;
    b.connect().await;
    println!("bootstrap 20000 {:?} applied {}", t.elapsed(), b.applied);
    let mut v = vec![];
    for n in 0..1000u32 {
        a.write(&n.to_le_bytes());
        let t = Instant::now();
        a.event(Event::Committed { space: SpaceId::GENERAL }).await;
        let goal = b.applied + 1;
        while b.applied < goal {
            b.recv().await;
        }
        v.push(t.elapsed());
        while a.applied < goal {
            a.recv().await;
        }
    }
    v.sort();
    println!("latency p50 {:?} p90 {:?} p99 {:?} max {:?}", v[500], v[900], v[990], v[999]);
    drop(tx);
    drop(a);
    drop(b);
    let t = Instant::now();
    run.await.unwrap().unwrap();
    println!("stop {:?}", t.elapsed());
    for e in std::fs::read_dir(dir.path()).unwrap() {
        let e = e.unwrap();
        println!("{:?} {}", e.file_name(), e.metadata().unwrap().len());
    }
}

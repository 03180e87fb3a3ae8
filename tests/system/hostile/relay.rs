//! The same through a real relay over real sockets: what it refuses, what it cannot see, and point 16.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use app::desk::Desk;
use app::network::{self, Ended, Shared};
use futures_util::{SinkExt, StreamExt};
use replica::Replica;
use rusqlite::params;
use server::{Config, MemoryStore, RunError};
use sync::message::{Batch, CloseCode, Held, Message, RefusalCode};
use sync::session::{Event, Identity, Output, Session, Snapshot};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use trust::id::Hash;

use super::craft::{Raw, forged};
use super::forge::{Forger, SPACE};
use super::scene::{State, add, desk_folder, office};

const PATIENCE: Duration = Duration::from_secs(60);

/// A real relay on a port of its own.
pub struct Relay {
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), RunError>>,
}

impl Relay {
    pub async fn start() -> Relay {
        let mut config = Config::new(MemoryStore::new([7; 32], 1));
        config.limits.goodbye = Duration::from_millis(50);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(server::run(listener, config, async {
            let _ = stopped.await;
        }));
        Relay { address, stop, task }
    }

    pub async fn stop(self) {
        drop(self.stop);
        tokio::time::timeout(PATIENCE, self.task).await.expect("it stops").unwrap().unwrap();
    }
}

/// Writes an entry into a desk's own data, past all of its checks.
fn smuggle(folder: &Path, forger: &Forger, entry: &[u8]) {
    let conn = rusqlite::Connection::open(folder.join(replica::DATABASE)).unwrap();
    let counter = i64::from_le_bytes(*entry[40..].first_chunk().unwrap());
    let hash = Hash::of(&entry[..entry.len() - 64]);
    let device = forger.device();
    conn.execute(
        "INSERT INTO entry(space, device, counter, hash, bytes, status) VALUES(?1,?2,?3,?4,?5,0)",
        params![SPACE.0, device.0, counter, hash.0, entry],
    )
    .unwrap();
    conn.execute("INSERT OR IGNORE INTO chain(space, device) VALUES(?1,?2)", params![SPACE.0, device.0]).unwrap();
}

/// A desk meets the relay until both hold the same.
async fn meet(desk: &Desk) {
    let (_nudge, mut nudges) = mpsc::unbounded_channel();
    let exchange = async { network::exchange(desk, &Shared::default(), &mut nudges, true).await };
    assert_eq!(tokio::time::timeout(PATIENCE, exchange).await.expect("in time").unwrap(), Ended::Level);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_relay_cannot_see_is_quarantined_at_every_desk_and_the_rest_arrives() {
    let relay = Relay::start().await;
    let folder = tempfile::tempdir().unwrap();
    let mut desks = office(folder.path(), 3);
    let letter = add(&mut desks[0], 0, "关于校园安全检查的通知");
    desks.iter_mut().for_each(|desk| desk.set_relay_address(&relay.address.to_string()).unwrap());
    let [first, second, attacker]: [Replica; 3] = desks.try_into().ok().unwrap();
    let (first, second, attacker) = (Desk::start(first).0, Desk::start(second).0, Desk::start(attacker).0);
    meet(&first).await;
    meet(&attacker).await;
    let mut forger = attacker.wait(Forger::of).unwrap();
    let change = forger.letter("通知").1;
    let (bomb, deflated) = (Raw::repeated(&forger, 5_000_000, "a", 1).chunk(), Raw::repeated(&forger, 1, "a", 1).deflated());
    let attacks = [
        bomb,
        deflated,
        Raw::repeated(&forger, 1 << 40, "a", 1).chunk(),
        forged(&change, |c| c.start_op = u64::from(u32::MAX - 1).try_into().unwrap()),
        forged(&change, |c| c.seq = 7),
        forged(&change, |c| c.actor_id = super::craft::no_actor()),
        forged(&change, |c| c.message = Some("not canonical".to_owned())),
        b"garbage".to_vec(),
    ];
    let (mut honest, count) = (Vec::new(), attacks.len());
    for attack in attacks {
        let id = forger.fresh_record();
        smuggle(&desk_folder(folder.path(), 2), &forger, &forger.clone().entry(&[(id, vec![attack.clone()])]));
        forger.entry(&[(id, vec![attack])]);
        let (id, entry) = forger.honest("照常");
        smuggle(&desk_folder(folder.path(), 2), &forger, &entry);
        honest.push(id);
    }
    for desk in [&attacker, &first, &second, &first] {
        meet(desk).await;
    }
    let look = |replica: &mut Replica| (State::of(replica), replica.verify().unwrap().faults);
    let (one, other) = (first.wait(look).unwrap(), second.wait(look).unwrap());
    assert_eq!(one.0, other.0, "both desks come to the same, for the same reasons");
    assert_eq!((one.0.quarantine.len(), one.0.held, one.1.len() + other.1.len()), (count, 0, 0), "{:?}", one.0.quarantine);
    assert!(one.0.documents.contains_key(&letter) && honest.iter().all(|id| one.0.documents.contains_key(id)));
    assert_eq!(one.0.documents.len(), 1 + honest.len());
    relay.stop().await;
}

/// A member's connection, driven by hand.
pub struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    session: Session,
    held: Vec<Held>,
    pub batches: Vec<Batch>,
    pub refused: Vec<RefusalCode>,
    pub closed: Option<Option<CloseCode>>,
    pong: u64,
}

impl Client {
    pub async fn connect(address: SocketAddr, identity: Identity, snapshot: Snapshot, nonce: u8) -> Client {
        let (socket, _) = tokio_tungstenite::connect_async(format!("ws://{address}/sync")).await.unwrap();
        let (held, batches, refused) = (Vec::new(), Vec::new(), Vec::new());
        let mut client = Client { socket, session: Session::new(identity), held, batches, refused, closed: None, pong: 0 };
        client.handle(Event::Connected { nonce: [nonce; 32], snapshot }).await;
        while client.held.is_empty() && client.closed.is_none() {
            client.step().await;
        }
        client
    }

    async fn handle(&mut self, event: Event) {
        for output in self.session.handle(event, 0) {
            if let Output::Send(bytes) = output {
                // The relay may have hung up; reading shows it.
                let _ = self.socket.send(Frame::Binary(bytes.into())).await;
            }
        }
    }

    pub async fn send(&mut self, message: Message) {
        let _ = self.socket.send(Frame::Binary(message.encode().unwrap().into())).await;
    }

    /// Sends a frame of any bytes.
    pub async fn send_raw(&mut self, bytes: Vec<u8>) {
        let _ = self.socket.send(Frame::Binary(bytes.into())).await;
    }

    pub async fn step(&mut self) {
        let frame = tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("the relay answers");
        let Some(Ok(Frame::Binary(bytes))) = frame else {
            self.closed.get_or_insert(None);
            return;
        };
        match Message::decode(&bytes).expect("the relay's messages are sound") {
            Message::Welcome(held) => self.held.extend(held),
            Message::Batch(batch) => self.batches.push(batch),
            Message::Refused { code, .. } => self.refused.push(code),
            Message::Close(code) => self.closed = Some(Some(code)),
            Message::Pong(n) => self.pong = n,
            _ => {}
        }
        if self.pong == 0 {
            self.handle(Event::Received(bytes.to_vec())).await;
        }
    }

    /// Everything sent so far was looked at, or the connection ended.
    pub async fn settle(&mut self) {
        self.send(Message::Ping(9)).await;
        while self.pong == 0 && self.closed.is_none() {
            self.step().await;
        }
    }

    pub fn head(&self) -> u64 {
        self.held.iter().find(|held| held.space == SPACE).map_or(0, |held| held.head)
    }
}

/// Two members' ways to connect, one entry that the second has not handed over yet, and the attacker's keys.
pub fn members() -> (tempfile::TempDir, Vec<(Identity, Snapshot)>, Forger) {
    let folder = tempfile::tempdir().unwrap();
    let mut desks = office(folder.path(), 3);
    let forger = Forger::of(&mut desks[2]);
    let member =
        |desk: &mut Replica| (Identity { office: desk.office(), device: desk.secret().clone(), relay: None }, desk.snapshot().unwrap());
    let ways = desks.iter_mut().map(member).collect();
    (folder, ways, forger)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn point_16_an_entry_pushed_a_thousand_times_at_once_has_one_sequence_and_one_receipt() {
    let relay = Relay::start().await;
    let (_folder, ways, mut forger) = members();
    let entry = forger.honest("一千次").1;
    let mut clients = Vec::new();
    for n in 0..20 {
        let (identity, snapshot) = ways[n % ways.len()].clone();
        clients.push(Client::connect(relay.address, identity, snapshot, n as u8).await);
    }
    let pushing = clients.into_iter().map(|mut client| {
        let entry = entry.clone();
        tokio::spawn(async move {
            for _ in 0..50 {
                client.send(Message::Push { space: SPACE, entries: vec![entry.clone()] }).await;
            }
            while client.batches.is_empty() {
                client.step().await;
            }
            client.settle().await;
            client
        })
    });
    let pushing: Vec<_> = pushing.collect();
    let mut receipts = Vec::new();
    for task in pushing {
        let client = task.await.unwrap();
        assert_eq!((client.closed, client.refused.len()), (None, 0));
        let [batch] = &client.batches[..] else { panic!("one batch: {:?}", client.batches) };
        assert_eq!((batch.first, batch.head, batch.items.len()), (1, 1, 1));
        receipts.push(batch.receipt);
    }
    assert!(receipts.len() == 20 && receipts.windows(2).all(|two| two[0] == two[1]), "one receipt for all");
    let (identity, snapshot) = ways[0].clone();
    assert_eq!(Client::connect(relay.address, identity, snapshot, 99).await.head(), 1, "one sequence number for all");
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn points_01_to_03_and_10_what_a_relay_can_see_it_refuses_and_goes_on() {
    let relay = Relay::start().await;
    let (_folder, ways, mut forger) = members();
    let branch = forger.clone();
    let whole = forger.honest("通知").1;
    let cut = (0..whole.len()).step_by(17).map(|length| whole[..length].to_vec());
    let flipped = (0..whole.len() * 8).step_by(61).map(|bit| {
        let mut bytes = whole.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        bytes
    });
    let mut elsewhere = branch.clone();
    elsewhere.name_space(trust::id::SpaceId::RECEPTION);
    let spoilt: Vec<Vec<u8>> = cut.chain(flipped).chain([elsewhere.honest("别处").1]).collect();
    let mut nonce = 0u8;
    let mut connect = async || {
        let (identity, snapshot) = ways[0].clone();
        nonce = nonce.wrapping_add(1);
        Client::connect(relay.address, identity, snapshot, nonce).await
    };
    for bytes in spoilt {
        let mut client = connect().await;
        client.send(Message::Push { space: SPACE, entries: vec![bytes] }).await;
        client.settle().await;
        let refused = matches!(&client.refused[..], [_]) || client.closed == Some(Some(CloseCode::Protocol));
        assert!(refused && client.batches.is_empty(), "{:?} {:?}", client.refused, client.closed);
    }
    // Nothing of that has a place, the whole one gets the first, and another one in its place is a fork.
    let mut client = connect().await;
    assert_eq!(client.head(), 0);
    let mut again = branch.clone();
    again.fresh_record();
    let other = again.honest("另一份").1;
    client.send(Message::Push { space: SPACE, entries: vec![whole, other] }).await;
    while client.batches.is_empty() {
        client.step().await;
    }
    client.settle().await;
    assert_eq!((&client.refused[..], client.closed), (&[RefusalCode::Fork][..], None));
    assert_eq!(connect().await.head(), 1);
    relay.stop().await;
}

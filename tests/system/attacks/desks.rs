//! Desks and strangers that lie to a relay, over real sockets.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use sync::limits;
use sync::message::{CloseCode, Hello, Message, PROOF_DOMAIN, Proof};
use sync::session::{Identity, Snapshot};
use tokio_tungstenite::tungstenite::Message as Frame;
use trust::key::DeviceSecret;

use super::{Table, counted, name};
use crate::hostile::forge::{Forger, SPACE};
use crate::hostile::relay::{Client, Relay, members};

const PATIENCE: Duration = Duration::from_secs(60);
/// Entries that are pushed in a flood.
const FLOOD: usize = 600;

struct Net {
    relay: Relay,
    ways: Vec<(Identity, Snapshot)>,
    nonce: u8,
}

impl Net {
    async fn connect(&mut self, n: usize) -> Client {
        let (identity, snapshot) = self.ways[n].clone();
        self.nonce += 1;
        Client::connect(self.relay.address, identity, snapshot, self.nonce).await
    }

    /// A desk pushes entries; what the relay says. Nothing gets a place in its order.
    async fn pushed(&mut self, n: usize, entries: Vec<Vec<u8>>) -> String {
        let before = self.connect(n).await.head();
        let mut client = self.connect(n).await;
        let of = entries.len();
        client.send(Message::Push { space: SPACE, entries }).await;
        client.settle().await;
        assert_eq!(self.connect(n).await.head(), before, "the order is as it was");
        match client.closed {
            Some(code) => hung_up(code),
            None => counted("refused", client.refused.iter().map(|code| format!("`{}`", name(code))), of),
        }
    }
}

fn hung_up(code: Option<CloseCode>) -> String {
    code.map_or_else(|| "the relay hangs up".to_owned(), |code| format!("the relay hangs up: `{}`", name(&code)))
}

/// Whoever greets as a desk, and proves it with any key.
async fn greet(net: &Net, hello: Hello, key: &DeviceSecret) -> String {
    let address = net.relay.address;
    let (mut socket, _) = tokio_tungstenite::connect_async(format!("ws://{address}/sync")).await.unwrap();
    let hello = Message::Hello(hello).encode().unwrap();
    socket.send(Frame::Binary(hello.clone().into())).await.unwrap();
    loop {
        let frame = tokio::time::timeout(PATIENCE, socket.next()).await.expect("the relay answers");
        let Some(Ok(Frame::Binary(bytes))) = frame else { return hung_up(None) };
        match Message::decode(&bytes).unwrap() {
            Message::Challenge(_) => {
                let signature = key.sign(PROOF_DOMAIN, &Proof::statement(&hello, &bytes));
                let proof = Message::Proof(Proof { signature, locator: Vec::new(), positions: Vec::new() });
                socket.send(Frame::Binary(proof.encode().unwrap().into())).await.unwrap();
            }
            Message::Close(code) => return hung_up(Some(code)),
            message => return format!("the relay lets it in, with {}", message.name()),
        }
    }
}

async fn all(table: &mut Table) {
    let relay = Relay::start().await;
    let (_folder, ways, mut forger) = members();
    let mut net = Net { relay, ways, nonce: 0 };
    // The relay gets to know the office.
    assert_eq!(net.connect(0).await.closed, None);

    let office = net.ways[0].0.office;
    let stranger = DeviceSecret::from_seed([77; 32]);
    let hello = |device| Hello { versions: vec![limits::VERSION], office, device, nonce: [9; 32] };
    let observed = greet(&net, hello(stranger.id()), &stranger).await;
    table.holds("connects and was never admitted", "the relay hangs up", &observed);
    let observed = greet(&net, hello(net.ways[1].0.device.id()), &stranger).await;
    table.holds("connects in the name of a member's desk, without its key", "the relay hangs up", &observed);
    let observed = net.pushed(1, vec![b"garbage".to_vec()]).await;
    table.holds("pushes what is no entry", "the relay hangs up", &observed);
    let mut other = forger.clone();
    other.name_desk(net.ways[1].0.device.id());
    let observed = net.pushed(2, vec![other.honest("冒名").1]).await;
    table.holds("pushes an entry of its own in the name of another desk", "refused", &observed);
    let mut nobody = forger.clone();
    nobody.name_desk(stranger.id());
    nobody.sign_with(DeviceSecret::from_seed([77; 32]));
    let observed = net.pushed(2, vec![nobody.honest("外人").1]).await;
    table.holds("pushes an entry of a desk that was never admitted", "refused", &observed);
    let mut early = forger.clone();
    early.honest("第一件");
    let observed = net.pushed(2, vec![early.honest("第二件").1]).await;
    table.holds("pushes an entry before the one that it follows", "refused", &observed);
    flood(table, &mut net, &mut forger).await;
    revoked(table, &mut net, &mut forger).await;
    net.relay.stop().await;
}

async fn flood(table: &mut Table, net: &mut Net, forger: &mut Forger) {
    let mut client = net.connect(1).await;
    client.send_raw(vec![0; limits::MESSAGE + 1]).await;
    while client.closed.is_none() {
        client.step().await;
    }
    let observed = client.closed.map_or_else(|| "it goes on".to_owned(), hung_up);
    table.holds("sends a message longer than 8 MiB", "the relay hangs up", &observed);
    let mut client = net.connect(2).await;
    let entries: Vec<Vec<u8>> = (0..FLOOD).map(|_| forger.honest("灌水").1).collect();
    for part in entries.chunks(limits::ITEMS) {
        client.send(Message::Push { space: SPACE, entries: part.to_vec() }).await;
    }
    while client.closed.is_none() && client.batches.last().is_none_or(|batch| batch.head < FLOOD as u64) {
        client.step().await;
    }
    let head = net.connect(0).await.head();
    let observed = format!("taken in: {head} of {FLOOD} at once, {} refused", client.refused.len());
    table.open("pushes many good entries of its own as fast as it can", "slowed down", &observed);
}

async fn revoked(table: &mut Table, net: &mut Net, forger: &mut Forger) {
    let list = trust::membership::Membership::from_log(&net.ways[0].1.membership).unwrap();
    let cuts = [((forger.device(), SPACE), (forger.counter, forger.tip))].into();
    let entry = list.revoke(&[forger.device()], &cuts, &net.ways[0].0.device, [9; 32]).unwrap();
    net.ways[0].1.membership.push(entry);
    assert_eq!(net.connect(0).await.closed, None, "the administrator tells the relay");
    let client = net.connect(2).await;
    let observed = client.closed.map_or_else(|| "let in".to_owned(), hung_up);
    table.holds("connects after it was revoked", "the relay hangs up", &observed);
    let late = vec![forger.honest("之后").1];
    let observed = net.pushed(1, late).await;
    table.holds("brings work of a revoked desk beyond the cut", "refused", &observed);
}

pub fn run(table: &mut Table) {
    table.part("A desk or a stranger that, at the relay,");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(all(table));
}

//! A relay in the place of the one that the office knows: no desk takes it before a person has said so.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use app::cli::{self, Parsed};
use app::desk::Desk;
use app::network::{self, Ended, NetworkError, Shared};
use registers::Lang;
use replica::{Durability, Replica};
use server::{Config, LogStore, MemoryStore, RunError};
use sync::session::{CloseReason, Output};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use trust::id::SpaceId;
use trust::key::{RelayPublic, RelaySecret};
use trust::membership::RelayAddress;

use super::scene::{add, desk_folder, entropy, office};

const PATIENCE: Duration = Duration::from_secs(60);

struct Relay {
    store: Arc<MemoryStore>,
    key: RelayPublic,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), RunError>>,
}

impl Relay {
    async fn start(seed: u8, address: &str) -> Relay {
        let store = Arc::new(MemoryStore::new([seed; 32], 1));
        let mut config = Config::new(MemoryStore::new([seed; 32], 1));
        config.store = store.clone();
        config.limits.goodbye = Duration::from_millis(50);
        let listener = TcpListener::bind(address).await.unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(server::run(listener, config, async {
            let _ = stopped.await;
        }));
        Relay { store, key: RelaySecret::from_seed([seed; 32]).public(), address, stop, task }
    }

    async fn stop(self) {
        drop(self.stop);
        tokio::time::timeout(PATIENCE, self.task).await.expect("it stops").unwrap().unwrap();
    }
}

async fn meet(desk: &Desk) -> Result<Ended, NetworkError> {
    let (_nudge, mut nudges) = mpsc::unbounded_channel();
    let exchange = async { network::exchange(desk, &Shared::default(), &mut nudges, true).await };
    tokio::time::timeout(PATIENCE, exchange).await.expect("in time")
}

fn pin(desk: &Desk) -> Option<RelayPublic> {
    desk.wait(|replica| replica.relay_pin().unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_relay_at_the_same_address_is_refused_until_a_person_accepts_its_key() {
    let right = Relay::start(7, "127.0.0.1:0").await;
    let folder = tempfile::tempdir().unwrap();
    let mut desks = office(folder.path(), 2);
    desks.iter_mut().for_each(|desk| desk.set_relay_address(&right.address.to_string()).unwrap());
    add(&mut desks[0], 0, "关于校园安全检查的通知");
    let [first, second]: [Replica; 2] = desks.try_into().ok().unwrap();
    let (first, second) = (Desk::start(first).0, Desk::start(second).0);
    assert_eq!(pin(&first), None);
    assert_eq!(meet(&first).await.unwrap(), Ended::Level);
    assert_eq!(pin(&first), Some(right.key), "the first relay that welcomes a desk is kept");
    meet(&second).await.unwrap();
    // A desk that is admitted now is told by its welcome file and never has to believe.
    let third = desk_folder(folder.path(), 2);
    let asked = Replica::request(&third, "新人", "新机", entropy(60)).unwrap().request;
    let (welcome, _) = first.wait(move |replica| replica.admit(&asked, &["clerk".to_owned()], &[SpaceId(1)])).unwrap().unwrap();
    let third = Desk::start(Replica::accept(&third, &welcome, entropy(61)).unwrap()).0;
    assert_eq!(pin(&third), Some(right.key));

    let address = right.address.to_string();
    right.stop().await;
    let wrong = Relay::start(8, &address).await;
    first.wait(|replica| add(replica, 1, "只在本机")).unwrap();
    for desk in [&first, &second, &third] {
        let refused = meet(desk).await.unwrap_err();
        assert!(matches!(&refused, NetworkError::Closed(CloseReason::WrongRelay { found }) if *found == wrong.key), "{refused}");
        for lang in Lang::ALL {
            let sentence = cli::explain_network(lang, &refused);
            assert!(sentence.contains(&format!("zongban sync --relay-key {}", wrong.key)), "it says what to do: {sentence}");
        }
    }
    assert_eq!(wrong.store.totals().unwrap().offices, 0, "nothing was handed to it");
    assert_eq!(first.wait(|replica| replica.reader().unwrap().status().unwrap().pending).unwrap(), 1, "and nothing here was forgotten");

    // A person accepts the new one, by the command that the sentence names; the office goes on with it.
    let wrong_key = wrong.key;
    drop(second);
    let words = |key: &str| {
        ["zongban", "--json", "--data", &desk_folder(folder.path(), 1).display().to_string(), "sync", "--relay-key", key].map(Into::into)
    };
    for (key, expected) in [("no key", false), (&wrong_key.to_string(), true)] {
        let Parsed::Args(args) = cli::parse(words(key)) else { panic!("the command is known") };
        let code = tokio::task::spawn_blocking(move || cli::run(*args)).await.unwrap();
        assert_eq!(format!("{code:?}") == format!("{:?}", std::process::ExitCode::SUCCESS), expected, "{key}");
    }
    first.wait(move |replica| replica.trust_relay(wrong_key)).unwrap().unwrap();
    meet(&first).await.unwrap();
    let second = Replica::open(&desk_folder(folder.path(), 1), entropy(70), Durability::Process).unwrap();
    assert_eq!(second.relay_pin().unwrap(), Some(wrong_key));
    let second = Desk::start(second).0;
    meet(&second).await.unwrap();
    assert_eq!(second.wait(|replica| replica.reader().unwrap().status().unwrap().records["incoming-documents"]).unwrap(), 2);
    assert!(meet(&third).await.is_err(), "who has not accepted it still does not");
    wrong.stop().await;
}

#[test]
fn what_the_member_list_says_of_the_relay_counts_until_a_person_says_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = office(folder.path(), 1).remove(0);
    let [first, second, third, fourth] = [1, 2, 3, 4].map(|seed| RelaySecret::from_seed([seed; 32]).public());
    let list = |desk: &mut Replica, key| {
        let membership = desk.membership();
        let entry = membership.set_relay(RelayAddress { url: None, key: Some(key) }, desk.secret()).unwrap();
        let news = Output::ApplyMembership { from: membership.len() as u64, entries: vec![entry] };
        desk.answer(&news, 0).unwrap();
    };
    desk.pin_first_relay(first).unwrap();
    desk.pin_first_relay(second).unwrap();
    assert_eq!(desk.relay_pin().unwrap(), Some(first), "only the first one is kept by itself");
    list(&mut desk, second);
    assert_eq!(desk.relay_pin().unwrap(), Some(second));
    desk.trust_relay(third).unwrap();
    assert_eq!(desk.relay_pin().unwrap(), Some(third), "an office can be led to a new relay that holds nothing yet");
    list(&mut desk, fourth);
    assert_eq!(desk.relay_pin().unwrap(), Some(fourth), "what the office says later counts again");
    drop(desk);
    let desk = Replica::open(&desk_folder(folder.path(), 0), entropy(9), Durability::Process).unwrap();
    assert_eq!(desk.relay_pin().unwrap(), Some(fourth));
}

//! The relay over real sockets, with real desks' sessions.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod client;

#[path = "../../../crates/sync/tests/common/mod.rs"]
mod common;
#[path = "../../../crates/sync/tests/sim/desk.rs"]
mod desk;

use client::{Client, Running};
use futures_util::{SinkExt, StreamExt};
use server::{Config, Limits, LogStore, MemoryStore, SqliteStore};
use std::io::{BufRead, BufReader};
use std::time::Duration;
use sync::message::{CloseCode, Message};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message as Ws;
use trust::id::SpaceId;
use trust::key::{RelayPublic, RelaySecret};

const SPACE: SpaceId = SpaceId::GENERAL;

fn memory() -> MemoryStore {
    MemoryStore::new([5; 32], 11)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_entry_goes_from_desk_to_desk() {
    let relay = Running::start(Config::new(memory())).await;
    let mut desks = Client::all(3);
    for desk in &mut desks {
        desk.connect(relay.address).await;
        desk.until(Client::is_level).await;
    }
    let [first, second, third] = &mut desks[..] else { panic!() };
    first.commit(SPACE, b"hello");
    first.until(|desk| desk.ordered(SPACE) == 1 && desk.is_level()).await;
    second.until(|desk| desk.ordered(SPACE) == 1).await;
    third.commit(SPACE, b"and back");
    third.until(|desk| desk.ordered(SPACE) == 2).await;
    first.until(|desk| desk.ordered(SPACE) == 2).await;
    second.until(|desk| desk.ordered(SPACE) == 2).await;
    assert_eq!(first.order(SPACE), second.order(SPACE));
    assert_eq!(first.order(SPACE), third.order(SPACE));
    for client in &desks {
        client.desk.check_receipts();
    }
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_offline_entries_reach_a_fresh_desk() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Running::start(Config::new(SqliteStore::open(folder.path()).unwrap())).await;
    let mut desks = Client::all(2);
    let [first, second] = &mut desks[..] else { panic!() };
    for n in 0..1_000 {
        first.commit(SPACE, format!("entry {n}").as_bytes());
    }
    first.connect(relay.address).await;
    first.until(|desk| desk.ordered(SPACE) == 1_000 && desk.is_level()).await;
    second.connect(relay.address).await;
    second.until(|desk| desk.ordered(SPACE) == 1_000 && desk.is_level()).await;
    assert_eq!(first.order(SPACE), second.order(SPACE));
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_comes_back_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Running::start(Config::new(SqliteStore::open(folder.path()).unwrap())).await;
    let mut desks = Client::all(2);
    let [first, second] = &mut desks[..] else { panic!() };
    first.connect(relay.address).await;
    first.commit(SPACE, b"before");
    first.until(|desk| desk.ordered(SPACE) == 1).await;
    relay.stop().await;
    first.until_closed().await;
    first.commit(SPACE, b"between");
    let relay = Running::start(Config::new(SqliteStore::open(folder.path()).unwrap())).await;
    first.connect(relay.address).await;
    first.until(|desk| desk.ordered(SPACE) == 2 && desk.is_level()).await;
    second.connect(relay.address).await;
    second.until(|desk| desk.ordered(SPACE) == 2).await;
    assert_eq!(first.order(SPACE), second.order(SPACE));
    relay.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_in_an_empty_folder_is_filled_again() {
    let mut desks = Client::all(2);
    let [first, second] = &mut desks[..] else { panic!() };
    for seed in [5, 6] {
        let relay = Running::start(Config::new(MemoryStore::new([seed; 32], u64::from(seed)))).await;
        first.commit(SPACE, b"more");
        first.connect(relay.address).await;
        second.connect(relay.address).await;
        let count = usize::from(seed) - 4;
        first.until(|desk| desk.ordered(SPACE) == count && desk.is_level()).await;
        second.until(|desk| desk.ordered(SPACE) == count && desk.is_level()).await;
        assert_eq!(first.order(SPACE), second.order(SPACE));
        relay.stop().await;
        first.until_closed().await;
        second.until_closed().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_restored_from_yesterday_loses_nothing() {
    let store = memory();
    let mut desks = Client::all(2);
    let [first, second] = &mut desks[..] else { panic!() };
    let yesterday = store.backup();
    let relay = Running::start(Config::new(store)).await;
    for desk in [&mut *first, &mut *second] {
        desk.commit(SPACE, b"today");
        desk.connect(relay.address).await;
        desk.until(Client::is_level).await;
    }
    first.until(|desk| desk.ordered(SPACE) == 2).await;
    relay.stop().await;
    first.until_closed().await;
    second.until_closed().await;
    let relay = Running::start(Config::new(yesterday)).await;
    second.until_level_again(relay.address).await;
    first.until_level_again(relay.address).await;
    second.until(|desk| desk.ordered(SPACE) == 2).await;
    assert_eq!(first.order(SPACE), second.order(SPACE));
    assert!(first.desk.relay.unwrap().generation > 11, "a new generation has begun");
    relay.stop().await;
}

#[tokio::test]
async fn the_program_survives_being_killed() {
    let folder = tempfile::tempdir().unwrap();
    let mut desks = Client::all(2);
    let [first, second] = &mut desks[..] else { panic!() };
    for round in 1..=3 {
        let (mut process, address) = client::process(folder.path());
        first.commit(SPACE, b"more");
        first.connect(address).await;
        first.until(|desk| desk.ordered(SPACE) == round && desk.is_level()).await;
        second.connect(address).await;
        second.until(|desk| desk.ordered(SPACE) == round).await;
        process.kill().unwrap();
        process.wait().unwrap();
        first.until_closed().await;
        second.until_closed().await;
    }
    assert_eq!(first.order(SPACE), second.order(SPACE));
}

#[test]
fn the_program_says_the_key_that_desks_are_to_know() {
    let folder = tempfile::tempdir().unwrap();
    let said = || {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_zongban-relay"));
        program.args(["--listen", "127.0.0.1:0", "--log", "warn", "--data"]).arg(folder.path());
        let mut child = program.stdout(std::process::Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().take(2).collect::<Result<Vec<_>, _>>().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        lines[1].strip_prefix("key ").unwrap().parse::<RelayPublic>().unwrap()
    };
    assert_eq!(said(), said(), "the same ever after");
    let seed = SqliteStore::open(folder.path()).unwrap().identity().seed;
    assert_eq!(said(), RelaySecret::from_seed(seed).public());
}

#[tokio::test]
async fn health_and_metrics_tell_how_it_goes() {
    let relay = Running::start(Config::new(memory())).await;
    let mut desk = Client::all(1).remove(0);
    desk.connect(relay.address).await;
    desk.commit(SPACE, b"one");
    desk.until(|desk| desk.ordered(SPACE) == 1).await;
    let health = relay.get("/health").await;
    assert!(health.starts_with("HTTP/1.1 200") && health.contains("\"status\":\"ok\""), "{health}");
    let metrics = relay.get("/metrics").await;
    for line in ["offices 1", "connections 1", "entries_stored_total 1", "commit_seconds_count 2"] {
        assert!(metrics.contains(&format!("zongban_relay_{line}\n")), "{line} is missing in {metrics}");
    }
    assert!(relay.get("/nothing").await.starts_with("HTTP/1.1 404"));
    relay.stop().await;
}

#[tokio::test]
async fn a_stopping_relay_says_so() {
    let relay = Running::start(Config::new(memory())).await;
    let mut desk = Client::all(1).remove(0);
    desk.connect(relay.address).await;
    desk.until(Client::is_level).await;
    relay.stop().await;
    assert_eq!(desk.until_closed().await, Some(CloseCode::Stopping));
}

#[tokio::test]
async fn a_connection_beyond_the_limit_is_turned_away() {
    let limits = Limits { connections: 1, ..Limits::default() };
    let relay = Running::start(Config { limits, ..Config::new(memory()) }).await;
    let mut desks = Client::all(2);
    desks[0].connect(relay.address).await;
    desks[0].until(Client::is_level).await;
    let refused = tokio_tungstenite::connect_async(relay.url()).await;
    assert!(refused.unwrap_err().to_string().contains("503"));
    relay.stop().await;
}

#[tokio::test]
async fn silence_instead_of_a_greeting_ends_the_connection() {
    let limits = Limits { hello: Duration::from_millis(50), ..Limits::default() };
    let relay = Running::start(Config { limits, ..Config::new(memory()) }).await;
    let (mut socket, _) = tokio_tungstenite::connect_async(relay.url()).await.unwrap();
    let said = socket.next().await.unwrap().unwrap().into_data();
    assert_eq!(Message::decode(&said), Ok(Message::Close(CloseCode::Timeout)));
    relay.stop().await;
}

#[tokio::test]
async fn a_request_that_drips_in_is_given_up() {
    let limits = Limits { request: Duration::from_millis(50), ..Limits::default() };
    let relay = Running::start(Config { limits, ..Config::new(memory()) }).await;
    let mut stream = TcpStream::connect(relay.address).await.unwrap();
    stream.write_all(b"GET /sync HT").await.unwrap();
    let mut rest = Vec::new();
    // The relay hangs up without our having sent the rest.
    let _ = stream.read_to_end(&mut rest).await;
    relay.stop().await;
}

#[tokio::test]
async fn bytes_that_are_no_message_end_only_their_own_connection() {
    let relay = Running::start(Config::new(memory())).await;
    let mut desk = Client::all(1).remove(0);
    desk.connect(relay.address).await;
    desk.until(Client::is_level).await;
    for bytes in [vec![], vec![0xff; 100], vec![0x82, 9, 1], vec![0x9b; 9]] {
        let (mut socket, _) = tokio_tungstenite::connect_async(relay.url()).await.unwrap();
        socket.send(Ws::Binary(bytes.into())).await.unwrap();
        let said = socket.next().await.unwrap().unwrap().into_data();
        assert_eq!(Message::decode(&said), Ok(Message::Close(CloseCode::Protocol)));
    }
    desk.commit(SPACE, b"still here");
    desk.until(|desk| desk.ordered(SPACE) == 1).await;
    relay.stop().await;
}

#[tokio::test]
async fn a_stranger_gets_nothing() {
    let relay = Running::start(Config::new(memory())).await;
    let mut desks = Client::all(2);
    desks[0].connect(relay.address).await;
    desks[0].until(Client::is_level).await;
    let mut stranger = Client::stranger();
    stranger.connect(relay.address).await;
    assert_eq!(stranger.until_closed().await, Some(CloseCode::NotMember));
    relay.stop().await;
}

#[tokio::test]
async fn a_relay_takes_no_more_offices_than_it_may() {
    let limits = Limits { offices: 0, ..Limits::default() };
    let relay = Running::start(Config { limits, ..Config::new(memory()) }).await;
    let mut desk = Client::all(1).remove(0);
    desk.connect(relay.address).await;
    assert_eq!(desk.until_closed().await, Some(CloseCode::Full));
    relay.stop().await;
}

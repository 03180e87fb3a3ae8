//! One connection's socket: frames to the office, frames from the office, and nothing that waits without a limit.

use crate::Relay;
use crate::office::{Frame, Outgoing, outbox};
use axum::extract::ws::{CloseFrame, Message as Ws, Utf8Bytes, WebSocket};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;
use sync::limits;
use sync::message::{CloseCode, Message};
use sync::room::{ConnectionId, Event};
use sync::session::ANY_OFFICE;
use tokio::sync::mpsc;
use tokio::time::timeout;
use trust::id::OfficeId;

/// How long a socket may take for what is queued.
const SEND: Duration = Duration::from_secs(30);
/// Silence after which the socket is given up even if the office has not done so.
const SILENCE: Duration = Duration::from_millis(limits::SILENCE * 3 / 2);
/// Bytes put together before a flush.
const FLUSH: usize = 1 << 20;

type Sink = SplitSink<WebSocket, Ws>;
type Source = SplitStream<WebSocket>;

/// Serves one WebSocket until either side ends it.
pub(crate) async fn serve(relay: Arc<Relay>, socket: WebSocket) {
    relay.metrics.connections.fetch_add(1, Relaxed);
    let (sink, source) = socket.split();
    converse(&relay, sink, source).await;
    relay.metrics.connections.fetch_sub(1, Relaxed);
}

async fn converse(relay: &Arc<Relay>, mut sink: Sink, mut source: Source) {
    let greeting = timeout(relay.limits.hello, next_frame(&mut source)).await;
    let Ok(Some(hello)) = greeting else {
        return goodbye(relay, &mut sink, CloseCode::Timeout).await;
    };
    let Ok(Message::Hello(greeting)) = Message::decode(&hello) else {
        return goodbye(relay, &mut sink, CloseCode::Protocol).await;
    };
    let mut nonce = [0; 32];
    if let Err(error) = getrandom::fill(&mut nonce) {
        tracing::error!(%error, "the system gives no random bytes");
        return goodbye(relay, &mut sink, CloseCode::Internal).await;
    }
    let office = match greeting.office {
        ANY_OFFICE => match office_of(relay, greeting.device.0).await {
            Ok(office) => office,
            Err(code) => return goodbye(relay, &mut sink, code).await,
        },
        office => office,
    };
    let connection = relay.next_connection();
    let (outbox, outgoing) = outbox();
    let Some(inbox) = relay.offices.join(relay, office, connection, nonce, outbox) else {
        return goodbye(relay, &mut sink, CloseCode::Stopping).await;
    };
    tracing::debug!(connection = connection.0, %office, "connected");
    let mut sending = std::pin::pin!(send(sink, outgoing, relay.limits.goodbye));
    let ended_by_us = tokio::select! {
        () = &mut sending => true,
        () = receive(relay, connection, hello, &inbox, &mut source) => false,
    };
    // An office that has ended needs no telling.
    let _ = inbox.send(Frame { event: Event::Disconnected { connection }, _memory: None }).await;
    if ended_by_us {
        // Reads on until the other side has closed too: closing with unread bytes would cut off our last words.
        let _ = timeout(relay.limits.goodbye, async { while next_frame(&mut source).await.is_some() {} }).await;
    }
    tracing::debug!(connection = connection.0, "disconnected");
}

/// The office of a recovery sheet.
async fn office_of(relay: &Arc<Relay>, sheet: [u8; 16]) -> Result<OfficeId, CloseCode> {
    let relay = relay.clone();
    let found = tokio::task::spawn_blocking(move || relay.sheets.office(&*relay.store, &sheet)).await;
    match found {
        Ok(Ok(found)) => found.ok_or(CloseCode::UnknownOffice),
        Ok(Err(error)) => {
            tracing::error!(%error, "the recovery sheets of the offices cannot be read");
            Err(CloseCode::Internal)
        }
        Err(_) => Err(CloseCode::Internal),
    }
}

/// Hands frames to the office until the socket ends, is silent for too long, or the office has gone.
async fn receive(relay: &Relay, connection: ConnectionId, hello: Vec<u8>, inbox: &mpsc::Sender<Frame>, source: &mut Source) {
    let mut bytes = hello;
    loop {
        let share = u32::try_from(bytes.len().div_ceil(1_024)).unwrap_or(u32::MAX);
        let Ok(memory) = relay.memory.clone().acquire_many_owned(share).await else {
            return;
        };
        let frame = Frame { event: Event::Received { connection, bytes }, _memory: Some(memory) };
        if inbox.send(frame).await.is_err() {
            return;
        }
        match timeout(SILENCE, next_frame(source)).await {
            Ok(Some(next)) => bytes = next,
            Ok(None) | Err(_) => return,
        }
    }
}

/// Sends what the office queues, until it lets go; then says goodbye.
async fn send(mut sink: Sink, mut outgoing: Outgoing, goodbye: Duration) {
    while let Some(first) = outgoing.next().await {
        let sent = timeout(SEND, async {
            let mut size = first.len();
            sink.feed(Ws::Binary(first.into())).await?;
            while size < FLUSH
                && let Some(more) = outgoing.ready()
            {
                size += more.len();
                sink.feed(Ws::Binary(more.into())).await?;
            }
            sink.flush().await
        });
        match sent.await {
            Ok(Ok(())) => {}
            Ok(Err(_)) | Err(_) => return,
        }
    }
    // The other side may be gone already.
    let _ = timeout(goodbye, sink.send(Ws::Close(None))).await;
}

/// The next binary frame; none when the socket ends or something else than our protocol comes.
async fn next_frame(source: &mut Source) -> Option<Vec<u8>> {
    loop {
        match source.next().await? {
            Ok(Ws::Binary(bytes)) => return Some(bytes.into()),
            Ok(Ws::Ping(_) | Ws::Pong(_)) => {}
            Ok(Ws::Text(_) | Ws::Close(_)) | Err(_) => return None,
        }
    }
}

/// Closes a socket that belongs to no office yet.
async fn goodbye(relay: &Relay, sink: &mut Sink, code: CloseCode) {
    relay.metrics.closed(code.word());
    let said = timeout(relay.limits.goodbye, async {
        if let Ok(bytes) = Message::Close(code).encode() {
            sink.feed(Ws::Binary(bytes.into())).await?;
        }
        sink.send(Ws::Close(Some(CloseFrame { code: 1008, reason: Utf8Bytes::from_static(code.word()) }))).await
    });
    // The other side may be gone already.
    let _ = said.await;
}

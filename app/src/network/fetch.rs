//! Asking a relay for the list of members with nothing but a recovery sheet.

use futures_util::{SinkExt, StreamExt};
use sync::session::{Fetch, Fetched, Step};
use tokio_tungstenite::tungstenite::Message;
use trust::recovery::RecoverySecret;

use super::{NetworkError, SEND_WITHIN, address, connect, within};
use crate::clock;

/// How long it may take in all.
const WITHIN: std::time::Duration = std::time::Duration::from_secs(120);

/// Fetches the list of members of the office of this sheet from the relay at an address, as a person wrote it.
///
/// # Errors
/// Why not; nothing has been changed by it.
pub async fn fetch(relay: &str, sheet: RecoverySecret) -> Result<Fetched, NetworkError> {
    // All of it together: a relay that sends a little now and then does not hold anybody up for ever.
    tokio::time::timeout(WITHIN, converse(relay, sheet)).await.unwrap_or(Err(NetworkError::Broken))
}

async fn converse(relay: &str, sheet: RecoverySecret) -> Result<Fetched, NetworkError> {
    let (mut socket, _) = connect(&address(relay)?).await.ok_or_else(|| NetworkError::Unreachable(relay.to_owned()))?;
    let (mut fetch, hello) = Fetch::new(sheet, clock::random()).map_err(NetworkError::Closed)?;
    within(socket.send(Message::Binary(hello.into()))).await?;
    loop {
        let bytes = match tokio::time::timeout(SEND_WITHIN, socket.next()).await {
            Ok(Some(Ok(Message::Binary(bytes)))) => bytes,
            Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => continue,
            Ok(Some(Ok(Message::Text(_) | Message::Close(_) | Message::Frame(_)) | Err(_)) | None) | Err(_) => {
                return Err(NetworkError::Broken);
            }
        };
        match fetch.received(&bytes).map_err(NetworkError::Closed)? {
            Step::Send(bytes) => within(socket.send(Message::Binary(bytes.into()))).await?,
            Step::Wait => {}
            Step::Done(fetched) => {
                let _ = within(socket.close(None)).await;
                return Ok(*fetched);
            }
        }
    }
}

//! The relay's addresses: `/sync`, `/health`, `/metrics`.

use crate::{Relay, socket};
use axum::Router;
use axum::extract::{State, WebSocketUpgrade};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use sync::limits;

pub(crate) fn routes(relay: Arc<Relay>) -> Router {
    Router::new().route("/sync", get(upgrade)).route("/health", get(health)).route("/metrics", get(metrics)).with_state(relay)
}

async fn upgrade(State(relay): State<Arc<Relay>>, upgrade: WebSocketUpgrade) -> Response {
    let open = relay.metrics.connections.load(Relaxed);
    if open >= relay.limits.connections as u64 || relay.is_stopping() {
        relay.metrics.turned_away.fetch_add(1, Relaxed);
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::CONNECTION, "close")], "no more connections at the moment\n").into_response();
    }
    upgrade.max_message_size(limits::MESSAGE).max_frame_size(limits::MESSAGE).on_upgrade(move |socket| socket::serve(relay, socket))
}

/// Whether the relay can store, for whatever watches over it.
async fn health(State(relay): State<Arc<Relay>>) -> Response {
    let failing = relay.metrics.failing.load(Relaxed);
    let (code, status) = match (failing, relay.is_stopping()) {
        (true, _) => (StatusCode::SERVICE_UNAVAILABLE, "cannot store"),
        (false, true) => (StatusCode::SERVICE_UNAVAILABLE, "stopping"),
        (false, false) => (StatusCode::OK, "ok"),
    };
    let body = format!(
        "{{\"status\":\"{status}\",\"version\":\"{}\",\"uptime_seconds\":{},\"offices\":{},\"connections\":{}}}\n",
        env!("CARGO_PKG_VERSION"),
        relay.now() / 1_000,
        relay.metrics.offices.load(Relaxed),
        relay.metrics.connections.load(Relaxed),
    );
    (code, [(header::CONTENT_TYPE, "application/json"), (header::CONNECTION, "close")], body).into_response()
}

async fn metrics(State(relay): State<Arc<Relay>>) -> Response {
    let headers = [(header::CONTENT_TYPE, "text/plain; version=0.0.4"), (header::CONNECTION, "close")];
    (headers, relay.metrics.text()).into_response()
}

//! A member who is an attacker: it holds real keys, and signs and seals whatever it likes by the written format
//! (`crates/sync/spec/entry.md`) alone.

use automerge::{ActorId, AutoCommit};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use minicbor::Encoder;
use registers::book::incoming_documents as letters;
use registers::{Op, RecordId, document};
use replica::Replica;
use trust::entry::{Header, RelayHead};
use trust::id::{DeviceId, Hash, PersonId, SpaceId};
use trust::key::{DeviceSecret, EpochKey};

/// The space that all of this happens in.
pub const SPACE: SpaceId = SpaceId::GENERAL;
/// Any time at which changes are written.
pub const SECONDS: i64 = 1_795_420_800;

/// What the attacker signs with, and where its chain stands.
#[derive(Clone)]
pub struct Forger {
    secret: std::sync::Arc<DeviceSecret>,
    person: PersonId,
    key: EpochKey,
    header: Header,
    session: [u8; 16],
    /// Records made so far.
    pub records: u64,
    /// Counter of the last entry.
    pub counter: u64,
    /// Hash of the last entry.
    pub tip: Hash,
}

impl Forger {
    /// Takes over the keys and the chain of a desk.
    pub fn of(desk: &mut Replica) -> Forger {
        Forger::in_space(desk, SPACE)
    }

    /// The same in another space that the desk reads.
    pub fn in_space(desk: &mut Replica, space: SpaceId) -> Forger {
        let membership = desk.membership();
        let keyring = membership.keyring(desk.secret()).expect("a member has keys");
        let epoch = keyring.current_epoch(space).expect("it reads the space");
        let key = EpochKey::from_bytes(*keyring.key(space, epoch).expect("it has the key").expose());
        let header = Header {
            office: desk.office(),
            space,
            device: desk.device(),
            counter: 1,
            prev: Hash::ZERO,
            epoch,
            membership: membership.head(),
            relay_seen: RelayHead::NONE,
            commitment: [0; 32],
            nonce: [0; 24],
            apart: None,
        };
        let (secret, person) = (desk.secret().clone(), desk.person());
        let tip = desk.snapshot().expect("a snapshot").spaces[&space].frontier.get(&header.device);
        let (counter, tip) = tip.map_or((0, Hash::ZERO), |tip| (tip.counter, tip.hash));
        Forger { secret, person, key, header, session: [0xA7; 16], records: 0, counter, tip }
    }

    /// The Automerge actor of this desk and session.
    pub fn actor(&self) -> ActorId {
        let mut hash = blake3::Hasher::new_derive_key("zongban 2026 automerge actor");
        hash.update(self.header.device.as_bytes()).update(&self.session);
        ActorId::from(&hash.finalize().as_bytes()[..16])
    }

    /// A record id of the space that nobody has yet.
    pub fn fresh_record(&mut self) -> RecordId {
        self.records += 1;
        let mut bytes = RecordId::from_parts(1_795_420_800_000 + self.records, 7 << 20).to_bytes();
        bytes[15] = SPACE.0 as u8;
        RecordId::from_bytes(bytes)
    }

    /// A new letter as an honest program writes it, and the change that makes it.
    pub fn letter(&self, title: &str) -> (AutoCommit, Vec<u8>) {
        let mut doc = AutoCommit::new().with_actor(self.actor());
        document::begin(&mut doc, &letters::REGISTER).expect("a document");
        document::write(&mut doc, &[Op::set(letters::TITLE, title)]).expect("a title");
        let change = document::close(&mut doc, SECONDS).expect("a change").bytes();
        (doc, change)
    }

    /// A change of a letter that exists, as an honest program writes it.
    pub fn edit(&self, base: &AutoCommit, title: &str) -> Vec<u8> {
        let mut doc = base.clone().with_actor(self.actor());
        document::write(&mut doc, &[Op::set(letters::TITLE, title)]).expect("a title");
        document::close(&mut doc, SECONDS).expect("a change").bytes()
    }

    /// The next entry of the chain, with these changes.
    pub fn entry(&mut self, parts: &[(RecordId, Vec<Vec<u8>>)]) -> Vec<u8> {
        let body = self.body(parts);
        self.sealed(&body)
    }

    /// The next entry, an honest one: a new letter.
    pub fn honest(&mut self, title: &str) -> (RecordId, Vec<u8>) {
        let id = self.fresh_record();
        let change = self.letter(title).1;
        (id, self.entry(&[(id, vec![change])]))
    }

    /// What an entry seals: `[time, session, person, label, [[record, [change …]] …]]`.
    pub fn body(&self, parts: &[(RecordId, Vec<Vec<u8>>)]) -> Vec<u8> {
        let mut cbor = Encoder::new(Vec::new());
        self.begin_body(&mut cbor);
        cbor.array(parts.len() as u64).expect("memory");
        for (record, changes) in parts {
            cbor.array(2).expect("memory").bytes(&record.to_bytes()).expect("memory");
            cbor.array(changes.len() as u64).expect("memory");
            for change in changes {
                cbor.bytes(change).expect("memory");
            }
        }
        cbor.into_writer()
    }

    /// The first four of the five parts of a body.
    pub fn begin_body(&self, cbor: &mut Encoder<Vec<u8>>) {
        let hlc = 1_795_420_800_000 << 16;
        cbor.array(5).expect("memory").u64(hlc).expect("memory").bytes(&self.session).expect("memory");
        cbor.bytes(self.person.as_bytes()).expect("memory").str("create:incoming-documents").expect("memory");
    }

    /// The next entry of the chain, whatever its plaintext is.
    pub fn sealed(&mut self, plaintext: &[u8]) -> Vec<u8> {
        let frame = zstd::bulk::compress(plaintext, 3).expect("it compresses");
        self.sealed_frame(&frame)
    }

    /// The next entry of the chain around any compressed text.
    pub fn sealed_frame(&mut self, frame: &[u8]) -> Vec<u8> {
        let (counter, prev) = (self.counter + 1, self.tip);
        let bytes = self.at(counter, prev, frame);
        self.counter = counter;
        self.tip = Hash::of(&bytes[..bytes.len() - 64]);
        bytes
    }

    /// The next entry of the chain, whose sealed bytes nobody could open.
    pub fn noise(&mut self, sealed: &[u8]) -> Vec<u8> {
        let header = Header { counter: self.counter + 1, prev: self.tip, ..self.header.clone() };
        let bytes = [&header.to_bytes()[..], sealed].concat();
        (self.counter, self.tip) = (header.counter, Hash::of(&bytes));
        self.signed(bytes)
    }

    fn signed(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        let signature = self.secret.sign("zongban 2026 entry", Hash::of(&bytes).as_bytes());
        bytes.extend(signature);
        bytes
    }

    /// An entry at any place of the chain.
    pub fn at(&self, counter: u64, prev: Hash, frame: &[u8]) -> Vec<u8> {
        let mut header = Header { counter, prev, ..self.header.clone() };
        header.nonce.copy_from_slice(&Hash::of(&[frame, &counter.to_le_bytes()].concat()).as_bytes()[..24]);
        let mut hash = blake3::Hasher::new_derive_key("zongban 2026 entry key");
        hash.update(self.key.expose()).update(&header.space.0.to_le_bytes()).update(header.device.as_bytes());
        let key = *hash.finalize().as_bytes();
        let mut hash = blake3::Hasher::new_derive_key("zongban 2026 entry key commitment");
        hash.update(&key).update(&header.nonce);
        header.commitment = *hash.finalize().as_bytes();
        let head = header.to_bytes();
        let text = padded(frame);
        let cipher = XChaCha20Poly1305::new((&key).into());
        let sealed = cipher.encrypt((&header.nonce).into(), Payload { msg: &text, aad: &head }).expect("it seals");
        self.signed([&head[..], &sealed].concat())
    }

    /// The attacker's desk.
    pub fn device(&self) -> DeviceId {
        self.header.device
    }

    /// Says from now on that this is the head of the membership log that it knows.
    pub fn name_head(&mut self, head: Hash) {
        self.header.membership = head;
    }

    /// Signs from now on with another key.
    pub fn sign_with(&mut self, secret: DeviceSecret) {
        self.secret = std::sync::Arc::new(secret);
    }

    /// Names from now on another desk as the author, from the first entry of its chain on.
    pub fn name_desk(&mut self, device: DeviceId) {
        self.header.device = device;
        (self.counter, self.tip) = (0, Hash::ZERO);
    }

    /// Names from now on another person as the author.
    pub fn name_person(&mut self, person: PersonId) {
        self.person = person;
    }

    /// A change of a document that exists, whatever it says.
    pub fn write(&self, base: &AutoCommit, ops: &[Op]) -> Vec<u8> {
        let mut doc = base.clone().with_actor(self.actor());
        document::write(&mut doc, ops).expect("values");
        document::close(&mut doc, SECONDS).expect("a change").bytes()
    }

    /// A change of a document that exists, by which its personal data is erased.
    pub fn erase(&self, base: &AutoCommit) -> Vec<u8> {
        let mut doc = base.clone().with_actor(self.actor());
        document::erase(&mut doc).expect("a mark");
        document::close(&mut doc, SECONDS).expect("a change").bytes()
    }

    /// Writes from now on into another space, whose key it does not have.
    pub fn name_space(&mut self, space: SpaceId) {
        self.header.space = space;
        (self.counter, self.tip) = (0, Hash::ZERO);
    }
}

/// Length, text, and zeros up to the Padmé size.
fn padded(frame: &[u8]) -> Vec<u8> {
    let mut text = (frame.len() as u32).to_le_bytes().to_vec();
    text.extend(frame);
    let length = text.len().max(128);
    let exponent = length.ilog2();
    let mask = (1usize << (exponent - exponent.ilog2() - 1)) - 1;
    text.resize((length + mask) & !mask, 0);
    text
}

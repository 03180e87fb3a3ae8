mod adopt;
mod branches;
mod change;
mod life;
mod log;
mod lost;
mod rights;

use super::record::{Admit, Body, Create, KeyMark, Payload, Place};
use super::*;
use crate::enrol::JoinRequest;
use crate::entropy::Entropy;
use crate::key::{EpochKey, KeyError, PersonSecret};
use crate::keybox::{KeyBox, SpaceKey};
use proptest::prelude::*;

fn desk(n: u8) -> DeviceSecret {
    DeviceSecret::from_seed([n; 32])
}

fn key(n: u8) -> PersonSecret {
    PersonSecret::from_seed([n; 32])
}

fn sheet(n: u8) -> RecoverySecret {
    RecoverySecret::from_seed([n; 32])
}

fn request(n: u8) -> JoinRequest {
    JoinRequest::new(PersonId([n; 16]), &format!("person {n}"), &format!("desk {n}"), &desk(n), &key(n)).unwrap()
}

/// An office founded by desk 1, with sheets 101 and 102.
fn founded() -> Membership {
    let office = CreateOffice {
        office_name: "综合办公室",
        person_name: "person 1",
        desk_name: "desk 1",
        person: PersonId([1; 16]),
        key: key(1).public(),
        device: &desk(1),
        recovery: &[sheet(101).public(), sheet(102).public()],
        relay: RelayAddress { url: Some("wss://relay.example.org".to_owned()), key: None },
    };
    Membership::create(&office, [9; 32]).unwrap()
}

fn roles(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

impl Membership {
    fn ring(&self, n: u8) -> Keyring {
        self.keyring(&desk(n)).unwrap()
    }

    fn admitting(mut self, n: u8, role_ids: &[&str], spaces: &[SpaceId]) -> Self {
        let entry = self.admit(&request(n), &roles(role_ids), spaces, &desk(1), &self.ring(1), [n; 32]).unwrap();
        self.append(&entry).unwrap();
        self
    }

    fn revoking(mut self, n: u8, cuts: &Cuts) -> Self {
        let entry = self.revoke(&[desk(n).id()], cuts, &desk(1), [n; 32]).unwrap();
        self.append(&entry).unwrap();
        self
    }

    /// An entry that says `payload`, in the name of `author`, signed by `signer`, at a place of one's choice.
    fn forge(&self, place: Place, payload: &Payload, author: u8, signer: u8) -> Vec<u8> {
        let body = Body::new(place, desk(author).id().to_bytes(), payload);
        body.signed(|bytes| desk(signer).sign(record::SIGNATURE_DOMAIN, bytes))
    }

    fn refuses(&self, entry: &[u8], expect: MembershipError) {
        let mut copy = self.clone();
        assert_eq!(copy.append(entry).unwrap_err(), expect);
        assert_eq!((copy.len(), copy.head()), (self.len(), self.head()));
    }
}

fn relay_payload() -> Payload {
    Payload::Relay(RelayAddress { url: Some("wss://evil.example".to_owned()), key: None })
}

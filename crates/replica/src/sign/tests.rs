use registers::book::service_contracts as contracts;
use registers::{Op, RecordId, Value};

use super::*;
use crate::tests::{Desk, assert_equal, at, hand_over, keepers, meet, pair};

fn text(field: &str, value: &str) -> Op {
    Op::Set { field: field.to_owned(), value: Some(Value::from(value)) }
}

/// A contract that the first desk has drawn up and both know.
fn awaiting(desks: &mut [Desk]) -> RecordId {
    let ops = [text("title", "电梯维保"), text("scope", "教学楼电梯"), text("starts", "2026-12-01"), text("ends", "2027-11-30")];
    let first = &mut desks[0].replica;
    let id = first.transact("create:service-contracts", at(0), |e| e.create(&contracts::REGISTER, &ops)).unwrap().value;
    first.transact("step:service-contracts:submit", at(1), |e| e.step(id, "submit", &[])).unwrap();
    meet(desks);
    id
}

fn approve(desk: &mut Desk, id: RecordId) {
    desk.replica.transact("step:service-contracts:approve", at(2), |e| e.step(id, "approve", &[])).unwrap();
}

fn signatures(desk: &Desk, id: RecordId) -> Vec<Signature> {
    desk.replica.reader().unwrap().signatures(id).unwrap()
}

#[test]
fn an_approval_is_signed_and_proved_at_every_desk() {
    let mut desks = keepers();
    let id = awaiting(&mut desks);
    approve(&mut desks[1], id);
    meet(&mut desks);
    for desk in &mut desks {
        let signed = signatures(desk, id);
        assert_eq!(signed.len(), 1, "submitting is not signed");
        assert_eq!((signed[0].name.as_str(), signed[0].desk.as_str(), signed[0].step.as_str()), ("职员1", "机1", "approve"));
        assert_eq!((&signed[0].proof, &signed[0].changed[..]), (&Proof::Good, &[][..]));
        assert!(signed[0].roles.contains(&"office-director".to_owned()));
        let shown = signed::read(&signed[0].content).unwrap();
        assert_eq!((shown.text("title"), shown.text("approved_by")), ("电梯维保", "职员1"));
        desk.replica.rebuild().unwrap();
        assert_eq!(signatures(desk, id), signed);
    }
}

#[test]
fn a_later_edit_is_told_and_leaves_the_proof_of_what_was_signed() {
    let mut desks = keepers();
    let id = awaiting(&mut desks);
    // Nobody knows of the other.
    approve(&mut desks[1], id);
    desks[0].replica.transact("edit:service-contracts", at(3), |e| e.change(id, &[text("scope", "全部电梯")])).unwrap();
    meet(&mut desks);
    assert_equal(&desks);
    for desk in &desks {
        let signed = signatures(desk, id);
        assert_eq!((&signed[0].proof, signed[0].changed.as_slice()), (&Proof::Good, &["scope".to_owned()][..]));
        assert_eq!(signed::read(&signed[0].content).unwrap().text("scope"), "教学楼电梯");
    }
}

#[test]
fn what_is_shown_is_what_is_signed() {
    let mut desks = keepers();
    let id = awaiting(&mut desks);
    let second = &mut desks[1].replica;
    let given = [text("signed_on", "2026-11-20")];
    let entries = second.reader().unwrap().status().unwrap().entries;
    let sight = second.sight(id, "approve", None, &given, at(5)).unwrap();
    assert_eq!(second.reader().unwrap().status().unwrap().entries, entries, "looking writes nothing");
    second.sign("step:service-contracts:approve", id, "approve", None, &given, &sight).unwrap();
    let signed = signatures(&desks[1], id);
    assert_eq!((&signed[0].content, signed[0].at), (&sight.content, at(5).unix_ms));
    assert_eq!(signed::read(&sight.content).unwrap().text("signed_on"), "2026-11-20");
}

#[test]
fn what_has_changed_since_it_was_shown_is_not_signed() {
    let mut desks = keepers();
    let id = awaiting(&mut desks);
    let sight = desks[1].replica.sight(id, "approve", None, &[], at(5)).unwrap();
    desks[0].replica.transact("edit:service-contracts", at(6), |e| e.change(id, &[text("scope", "全部电梯")])).unwrap();
    let (first, second) = pair(&mut desks, 0, 1);
    hand_over(first, second);
    let refused = second.sign("step:service-contracts:approve", id, "approve", None, &[], &sight).unwrap_err();
    assert!(matches!(refused, Error::NotAsShown), "{refused}");
    assert_eq!(signatures(&desks[1], id), []);
    // Nor with other values than those that were shown.
    let sight = desks[1].replica.sight(id, "approve", None, &[], at(7)).unwrap();
    let other = [text("signed_on", "2026-01-01")];
    assert!(desks[1].replica.sign("step:service-contracts:approve", id, "approve", None, &other, &sight).is_err());
    desks[1].replica.sign("step:service-contracts:approve", id, "approve", None, &[], &sight).unwrap();
    assert_eq!(signatures(&desks[1], id).len(), 1);
}

/// A member whose program was changed.
mod forged {
    use trust::entry::{Entry, SealRequest, seal};
    use trust::key::PersonSecret;

    use super::*;

    /// The last entry of a desk with other signatures in it, for the other desk.
    fn forge(desk: &Replica, change: impl FnOnce(&mut Body)) -> Entry {
        let bytes: Vec<u8> = desk
            .conn
            .query_row("SELECT bytes FROM entry WHERE device=?1 ORDER BY counter DESC LIMIT 1", [desk.device().0], |r| r.get(0))
            .unwrap();
        let entry = Entry::parse(bytes).unwrap();
        let header = entry.header();
        let key = desk.keyring.key_of(&entry).unwrap();
        let mut body = Body::from_bytes(&entry.open(key).unwrap()).unwrap();
        change(&mut body);
        let request = SealRequest {
            office: header.office,
            space: header.space,
            device: header.device,
            counter: header.counter,
            prev: header.prev,
            epoch: header.epoch,
            membership: header.membership,
            relay_seen: header.relay_seen,
            nonce: [3; 24],
        };
        seal(request, key, &body.to_bytes().unwrap(), desk.secret()).unwrap()
    }

    fn refused(change: impl FnOnce(&mut Body, &Replica)) {
        let mut desks = keepers();
        let id = awaiting(&mut desks);
        approve(&mut desks[1], id);
        let forged: Entry = forge(&desks[1].replica, |body| change(body, &desks[1].replica));
        let received = desks[0].replica.receive_unordered(forged.header().space, &[forged.as_bytes().to_vec()], at(9).unix_ms).unwrap();
        assert_eq!(received.records, []);
        let aside: String = desks[0].replica.conn.query_row("SELECT reason FROM entry WHERE status=2", [], |r| r.get(0)).unwrap();
        assert!(aside.starts_with("bad-sign-off: "), "{aside}");
        assert_eq!(signatures(&desks[0], id), []);
        // It keeps nobody else from working.
        let ops = [text("scope", "全部电梯")];
        desks[0].replica.transact("edit:service-contracts", at(10), |e| e.change(id, &ops)).unwrap();
    }

    /// The signature of a commit made anew, over another statement.
    fn with(body: &mut Body, key: &PersonSecret, change: impl FnOnce(&mut Statement)) {
        let bytes = body.signoffs.take().unwrap().remove(0);
        let mut statement = SignOff::from_bytes(&bytes).unwrap().statement;
        change(&mut statement);
        body.signoffs = Some(vec![SignOff::new(statement, key).to_bytes().into()]);
    }

    #[test]
    fn nobody_signs_with_another_key() {
        refused(|body, _| with(body, &PersonSecret::from_seed([1; 32]), |_| {}));
    }

    #[test]
    fn nobody_signs_in_the_name_of_another() {
        refused(|body, desk| {
            let key = desk.acting.as_ref().unwrap().key.clone();
            let founder = desk.membership().devices().map(|member| member.person).find(|person| *person != desk.person()).unwrap();
            with(body, &key, |statement| statement.person = founder);
        });
    }

    #[test]
    fn a_signature_is_for_the_change_that_comes_with_it() {
        refused(|body, desk| {
            let key = desk.acting.as_ref().unwrap().key.clone();
            with(body, &key, |statement| statement.heads = vec![Hash([7; 32])]);
        });
    }

    #[test]
    fn a_signature_is_for_a_record_of_the_commit() {
        refused(|body, desk| {
            let key = desk.acting.as_ref().unwrap().key.clone();
            with(body, &key, |statement| statement.record = [7; 16]);
        });
    }

    /// The signature is good and the content is not what the document says: it is taken in, and proves nothing.
    #[test]
    fn other_content_than_that_of_the_document_proves_nothing() {
        let mut desks = keepers();
        let id = awaiting(&mut desks);
        approve(&mut desks[1], id);
        let key = desks[1].replica.acting.as_ref().unwrap().key.clone();
        let forged = forge(&desks[1].replica, |body| with(body, &key, |statement| statement.content = Hash([7; 32])));
        desks[0].replica.receive_unordered(forged.header().space, &[forged.as_bytes().to_vec()], at(9).unix_ms).unwrap();
        assert_eq!(signatures(&desks[0], id)[0].proof, Proof::OtherContent);
    }
}

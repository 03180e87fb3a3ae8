//! Sign-offs that a member with a changed program forges, and files of them that were changed.

use automerge::AutoCommit;
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use registers::RecordId;
use registers::document::Op;
use replica::{DATABASE, Moment, Proof, Replica, check_audit};
use sync::message::Item;
use sync::session::{Ordered, Output};
use sync::{Frontier, Receipt};
use trust::entry::{Entry, SealRequest, seal};
use trust::id::{Hash, PersonId, SpaceId};
use trust::key::{PersonSecret, RelaySecret};
use trust::membership::Keyring;
use trust::signoff::{SignOff, Statement};

use super::{Table, contract, counted, name, suffer};
use crate::hostile::forge::Forger;
use crate::hostile::scene::{add, at, give, hand_over, office};

const PIN: &str = "2580";

/// What an entry seals: `crates/sync/spec/entry.md`, chapter Commit.
#[derive(Encode, Decode)]
struct Body {
    #[n(0)]
    hlc: u64,
    #[cbor(n(1), with = "minicbor::bytes")]
    session: [u8; 16],
    #[n(2)]
    person: PersonId,
    #[n(3)]
    label: String,
    #[n(4)]
    parts: Vec<Part>,
    #[n(5)]
    signoffs: Option<Vec<ByteVec>>,
}

#[derive(Encode, Decode)]
struct Part {
    #[cbor(n(0), with = "minicbor::bytes")]
    record: [u8; 16],
    #[n(1)]
    changes: Vec<ByteVec>,
}

/// Two desks that know a contract, which the second one may approve and has approved: the first has not heard of it.
struct Stage {
    _folder: tempfile::TempDir,
    first: Replica,
    second: Replica,
    id: RecordId,
    keyring: Keyring,
    /// The entry of the approval, and the last one that was forged after it.
    honest: Entry,
    last: Option<Entry>,
}

impl Stage {
    /// `seated` approves at the second desk, else whose desk it is.
    fn new(seated: Option<&str>) -> Stage {
        let folder = tempfile::tempdir().unwrap();
        let [mut first, mut second]: [Replica; 2] = office(folder.path(), 2).try_into().ok().unwrap();
        let roles = ["clerk", "office-director"].map(str::to_owned);
        first.set_roles(&second.device(), &roles, &[]).unwrap();
        learn(&first, &mut second);
        let id = contract(&mut first);
        if let Some(name) = seated {
            let asked = second.ask_for_seat(name, PIN).unwrap();
            first.give_seat(&asked.request, &["leader".to_owned()]).unwrap();
            learn(&first, &mut second);
            let person = second.seats().unwrap().into_iter().find(|seat| seat.name == name).unwrap().person;
            second.sign_in(person, Some(PIN), at(1)).unwrap();
        }
        hand_over(&first, &mut second);
        approve(&mut second, id, at(12));
        let (all, _) = second.entries_beyond(space(id), &Frontier::new(), 1 << 20).unwrap();
        let honest = all.into_iter().map(|bytes| Entry::parse(bytes).unwrap()).find(|entry| entry.header().device == second.device());
        let keyring = second.membership().keyring(second.secret()).unwrap();
        Stage { _folder: folder, first, second, id, keyring, honest: honest.unwrap(), last: None }
    }

    /// The key of whoever approved: it lies in the data of their desk.
    fn key(&self, pin: Option<&str>) -> PersonSecret {
        let conn = rusqlite::Connection::open(self.second.folder().join(DATABASE)).unwrap();
        let person = self.second.person();
        let sealed: Vec<u8> = conn.query_row("SELECT sealed FROM seat WHERE person=?1", [person.0], |r| r.get(0)).unwrap();
        trust::pin::open(person, &sealed, pin, self.second.secret()).unwrap().1
    }

    /// The approval once more, with another content, in the next place of the second desk's chain.
    fn forged(&mut self, head: Option<Hash>, change: impl FnOnce(&mut Body)) -> Vec<u8> {
        let header = self.honest.header();
        let key = self.keyring.key_of(&self.honest).unwrap();
        let mut body: Body = minicbor::decode(&self.honest.open(key).unwrap()).unwrap();
        change(&mut body);
        let (counter, prev) = self.last.as_ref().map_or((header.counter, header.prev), |last| (last.header().counter + 1, last.hash()));
        let request = SealRequest {
            office: header.office,
            space: header.space,
            device: header.device,
            counter,
            prev,
            epoch: header.epoch,
            membership: head.unwrap_or(header.membership),
            relay_seen: header.relay_seen,
            nonce: [counter as u8; 24],
        };
        let entry = seal(request, key, &minicbor::to_vec(body).unwrap(), self.second.secret()).unwrap();
        self.last = Some(entry.clone());
        entry.into_bytes()
    }

    /// The first desk gets it.
    fn suffer(&mut self, forged: Vec<u8>) -> String {
        suffer(&mut self.first, space(self.id), &[forged])
    }

    /// What the first desk shows of the signatures under the contract.
    fn shown(&self) -> String {
        let all: Vec<String> =
            self.first.reader().unwrap().signatures(self.id).unwrap().iter().map(|s| format!("`{}`", name(&s.proof))).collect();
        if all.is_empty() { "no signature".to_owned() } else { format!("the signature proves: {}", all.join(", ")) }
    }

    fn state(&self) -> String {
        self.first.reader().unwrap().record(self.id).unwrap().unwrap().record.state().to_owned()
    }
}

fn space(id: RecordId) -> SpaceId {
    SpaceId(u32::from(id.to_bytes()[15]))
}

fn learn(from: &Replica, to: &mut Replica) {
    to.answer(&Output::ApplyMembership { from: 0, entries: from.membership().log().to_vec() }, 0).unwrap();
}

fn approve(desk: &mut Replica, id: RecordId, now: Moment) {
    desk.transact("step:service-contracts:approve", now, |edit| edit.step(id, "approve", &[])).unwrap();
}

/// The signature of a commit made anew, over another statement.
fn sign(body: &mut Body, key: &PersonSecret, change: impl FnOnce(&mut Statement)) {
    let bytes = body.signoffs.take().unwrap().remove(0);
    let mut statement = SignOff::from_bytes(&bytes).unwrap().statement;
    change(&mut statement);
    body.signoffs = Some(vec![SignOff::new(statement, key).to_bytes().into()]);
}

fn signatures(table: &mut Table) {
    let mut stage = Stage::new(None);
    let key = stage.key(None);
    let (founder, other) = (stage.first.owner(), PersonSecret::from_seed([1; 32]));
    type Change = fn(&mut Statement, PersonId);
    let cases: [(&str, &PersonSecret, Change); 5] = [
        ("signed with another key", &other, |_, _| {}),
        ("signed in the name of another person", &key, |statement, founder| statement.person = founder),
        ("for another change than the one that comes with it", &key, |statement, _| statement.heads = vec![Hash([7; 32])]),
        ("for another record", &key, |statement, _| statement.record = [7; 16]),
        ("with a role that the person does not have", &key, |statement, _| {
            statement.roles.push("leader".to_owned());
            statement.roles.sort();
        }),
    ];
    for (attack, key, change) in cases {
        let forged = stage.forged(None, |body| sign(body, key, |statement| change(statement, founder)));
        let observed = stage.suffer(forged);
        assert_eq!((stage.state().as_str(), stage.shown().as_str()), ("awaiting-approval", "no signature"), "{attack}");
        table.holds(attack, "set aside", &observed);
    }
    let forged = stage.forged(None, |body| sign(body, &key, |statement| statement.content = Hash([7; 32])));
    let observed = stage.suffer(forged);
    let signed = stage.first.reader().unwrap().signatures(stage.id).unwrap();
    assert_eq!(signed.iter().map(|signature| &signature.proof).collect::<Vec<_>>(), [&Proof::OtherContent]);
    let observed = format!("proves nothing: `{}`; the step itself is {observed}", name(&signed[0].proof));
    table.holds("of another content than that of the record", "proves nothing", &observed);
}

fn seats(table: &mut Table) {
    let mut stage = Stage::new(Some("陈校长"));
    let key = stage.key(Some(PIN));
    let (device, person) = (stage.second.device(), stage.second.person());
    stage.first.set_seat(&device, &person, &[]).unwrap();
    let head = stage.first.membership().head();
    let forged = stage.forged(Some(head), |body| sign(body, &key, |statement| statement.membership = head));
    let observed = stage.suffer(forged);
    assert_eq!(stage.state(), "awaiting-approval");
    table.holds("after the seat was taken away, under the newest list of members", "set aside", &observed);
}

/// A step by who had the right to it, and had lost it when somebody else wrote before.
fn unaware(table: &mut Table) {
    let expected = "counts, and waits for confirmation";
    let mut stage = Stage::new(None);
    let device = stage.second.device();
    stage.first.set_roles(&device, &["clerk".to_owned()], &[]).unwrap();
    let observed = in_order(&mut stage);
    table.holds("after the role was taken away from the desk, which had not heard of it", expected, &observed);
    let mut stage = Stage::new(Some("陈校长"));
    let (device, person) = (stage.second.device(), stage.second.person());
    stage.first.set_seat(&device, &person, &[]).unwrap();
    let observed = in_order(&mut stage);
    table.holds("after the seat was taken away, at a desk that had not heard of it", expected, &observed);
}

/// The first desk writes, and gets the approval behind that in the relay's order.
fn in_order(stage: &mut Stage) -> String {
    add(&mut stage.first, 13, "知道名单的来文");
    let space = space(stage.id);
    let (mut entries, _) = stage.first.entries_beyond(space, &Frontier::new(), 1 << 20).unwrap();
    entries.push(stage.honest.clone().into_bytes());
    let last = entries.len() as u64;
    let items: Vec<Ordered> = (1..).zip(entries).map(|(seq, bytes)| Ordered { seq, item: Item::Full(bytes) }).collect();
    let receipt = Receipt::sign(&RelaySecret::from_seed([9; 32]), &stage.first.office(), space, 1, last, Hash::of(b"running"));
    let received = stage.first.receive(space, &items, &receipt, at(14).unix_ms).unwrap();
    assert_eq!((received.records.as_slice(), stage.state().as_str()), (&[stage.id][..], "active"));
    let cases = stage.first.reader().unwrap().cases(at(20).civil, 10).unwrap();
    let kinds: Vec<String> = cases.iter().map(|case| format!("`{}`", case.kind)).collect();
    match kinds.as_slice() {
        [] => format!("counts, and there is no case of it; {}", stage.shown()),
        kinds => format!("counts, and waits for confirmation: {}; {}", kinds.join(", "), stage.shown()),
    }
}

/// What a desk says of an entry that counts though its author might not do what it does.
fn shown_to_the_office(desk: &Replica, taken: &str) -> String {
    assert_eq!(taken, "taken in: 1 record changed");
    let cases = desk.reader().unwrap().cases(at(20).civil, 10).unwrap();
    let lacks: Vec<&str> = cases
        .iter()
        .filter(|case| case.kind == "unauthorized")
        .flat_map(|case| case.facts.iter().filter(|(fact, _)| *fact == "lack").map(|(_, lack)| lack.as_str()))
        .collect();
    match lacks.as_slice() {
        [] => "counts, and there is no case of it".to_owned(),
        lacks => format!("counts, and is shown to the office: `unauthorized` ({})", lacks.join(", ")),
    }
}

/// A member whose program does what its roles would forbid.
fn unsigned(table: &mut Table) {
    const SHOWN: &str = "counts, and is shown to the office";
    let mut stage = Stage::new(None);
    let forged = stage.forged(None, |body| body.signoffs = None);
    let observed = stage.suffer(forged);
    let observed = format!("{}; {}; the state is `{}`", shown_to_the_office(&stage.first, &observed), stage.shown(), stage.state());
    table.holds("that is to be signed, without a signature, by a changed program", SHOWN, &observed);
    let folder = tempfile::tempdir().unwrap();
    let [mut first, mut second]: [Replica; 2] = office(folder.path(), 2).try_into().ok().unwrap();
    let id = contract(&mut first);
    hand_over(&first, &mut second);
    let refused = second.transact("step:service-contracts:approve", at(12), |edit| edit.step(id, "approve", &[]));
    table.holds("that its role forbids, by a clerk with this program", "refused", &super::tried(&refused));
    let mut forger = Forger::of(&mut second);
    let base = AutoCommit::load(&first.reader().unwrap().document(id).unwrap().unwrap()).unwrap();
    let change = forger.write(&base, &[Op::State("active".to_owned())]);
    let entry = forger.entry(&[(id, vec![change])]);
    let observed = suffer(&mut first, space(id), &[entry]);
    let shown = first.reader().unwrap().record(id).unwrap().unwrap().record;
    let signed = first.reader().unwrap().signatures(id).unwrap().len();
    let observed = format!("{}; {signed} signatures; the state is `{}`", shown_to_the_office(&first, &observed), shown.state());
    table.holds("that its role forbids, by a clerk with a changed program", SHOWN, &observed);
}

fn files(table: &mut Table) {
    let mut stage = Stage::new(None);
    let honest = stage.honest.clone().into_bytes();
    give(&mut stage.first, &[honest]);
    let file = stage.first.reader().unwrap().audit(&[]).unwrap();
    let good = check_audit(&file).unwrap();
    assert_eq!(good.signoffs.iter().map(|signed| &signed.proof).collect::<Vec<_>>(), [&Proof::Good]);
    let whole: serde_json::Value = serde_json::from_slice(&file).unwrap();
    let checked = |audit: &serde_json::Value| match check_audit(audit.to_string().as_bytes()) {
        Ok(report) => format!("`{}`", name(&report.signoffs[0].proof)),
        Err(error) => format!("`{}`", name(&error)),
    };
    let mut audit = whole.clone();
    let content = &mut audit["signoffs"][0]["content"];
    *content = content.as_str().unwrap().replace("2027-11-30", "2037-11-30").into();
    let observed = counted("proves nothing", [checked(&audit)].into_iter(), 1);
    assert_ne!(checked(&audit), checked(&whole));
    table.holds("with another date in what was signed", "proves nothing", &observed);
    let flip = |text: &serde_json::Value, at: usize| {
        let mut bytes = data_encoding::BASE64.decode(text.as_str().unwrap().as_bytes()).unwrap();
        bytes[at] ^= 1;
        serde_json::Value::from(data_encoding::BASE64.encode(&bytes))
    };
    let length = data_encoding::BASE64.decode(whole["signoffs"][0]["signoff"].as_str().unwrap().as_bytes()).unwrap().len();
    let outcomes: Vec<String> = (0..length)
        .map(|at| {
            let mut audit = whole.clone();
            audit["signoffs"][0]["signoff"] = flip(&whole["signoffs"][0]["signoff"], at);
            checked(&audit)
        })
        .collect();
    assert!(outcomes.iter().all(|outcome| *outcome != checked(&whole)));
    let observed = counted("proves nothing", outcomes.into_iter(), length);
    table.holds("whose signature or statement has another byte, each in its turn", "proves nothing", &observed);
    let mut outcomes = Vec::new();
    for entry in 0..whole["log"].as_array().unwrap().len() {
        for at in [20, 200] {
            let mut audit = whole.clone();
            audit["log"][entry] = flip(&whole["log"][entry], at);
            outcomes.push(checked(&audit));
        }
    }
    assert!(outcomes.iter().all(|outcome| *outcome != checked(&whole)));
    let count = outcomes.len();
    let observed = counted("proves nothing", outcomes.into_iter(), count);
    table.holds("whose list of members has another byte", "proves nothing", &observed);
}

pub fn run(table: &mut Table) {
    table.part("A signature under a step, by a member with a changed program");
    signatures(table);
    seats(table);
    table.part("A step");
    unaware(table);
    unsigned(table);
    table.part("A file of signatures");
    files(table);
}

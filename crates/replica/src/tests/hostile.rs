//! The adversarial list of the reliability design, points 1 to 4, 10 and 13, at a whole replica.

use proptest::prelude::*;
use trust::entry::{RelayHead, SealRequest, seal};
use trust::id::Hash;

use super::*;

/// All entries of a desk in the general space.
fn entries(replica: &Replica) -> Vec<Vec<u8>> {
    replica.entries_beyond(SpaceId(1), &sync::Frontier::new(), 1 << 30).unwrap().0
}

fn give(to: &mut Replica, space: u32, bytes: Vec<u8>) -> Received {
    to.receive_unordered(SpaceId(space), &[bytes], at(0).unix_ms).unwrap()
}

#[test]
fn point_01_an_entry_cut_at_any_byte_is_refused_and_the_whole_one_still_fits() {
    let mut desks = office(2);
    add_letter(&mut desks[0].replica, 0, "通知");
    let whole = entries(&desks[0].replica).remove(0);
    for length in 0..whole.len() {
        let received = give(&mut desks[1].replica, 1, whole[..length].to_vec());
        assert_eq!((received.stored, received.refused.len()), (0, 1), "cut at {length}");
    }
    assert_eq!(give(&mut desks[1].replica, 1, whole).stored, 1);
    assert_equal(&desks);
}

#[test]
fn point_03_an_entry_of_another_space_is_refused() {
    let mut desks = office(2);
    add_letter(&mut desks[0].replica, 0, "通知");
    let entry = entries(&desks[0].replica).remove(0);
    let received = give(&mut desks[1].replica, 2, entry);
    assert_eq!((received.stored, received.refused.len()), (0, 1));
}

#[test]
fn point_04_an_entry_past_the_cut_of_a_revoked_desk_is_refused() {
    let mut desks = office(2);
    let id = desks[1].replica.device();
    add_letter(&mut desks[1].replica, 0, "之前");
    meet(&mut desks);
    add_letter(&mut desks[1].replica, 1, "之后");
    let first = &mut desks[0].replica;
    let cuts =
        crate::exchange::frontier(&first.conn, SpaceId(1)).unwrap().iter().map(|(d, t)| ((*d, SpaceId(1)), (t.counter, t.hash))).collect();
    let revoke = first.membership.revoke(&[id], &cuts, &first.secret, [9; 32]).unwrap();
    let len = first.membership.len() as u64;
    first.extend_membership(len, &[revoke]).unwrap();
    let (late, registry) = pair(&mut desks, 1, 0);
    let received = hand_over(late, registry);
    let reader = registry.reader().unwrap();
    assert_eq!(reader.status().unwrap().records["incoming-documents"], 1);
    assert!(received.refused.len() as u64 + reader.status().unwrap().quarantined > 0, "it is shown");
}

#[test]
fn point_10_two_contents_at_one_place_of_a_chain_freeze_the_desk_and_keep_the_proof() {
    let mut desks = office(2);
    let copy = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(desks[1].folder.path()).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
    }
    let mut clone = Replica::open(copy.path(), entropy(55), Durability::Process).unwrap();
    add_letter(&mut desks[1].replica, 0, "真");
    add_letter(&mut clone, 0, "假");
    let (real, first) = pair(&mut desks, 1, 0);
    assert_eq!(hand_over(real, first).stored, 1);
    let other = entries(&clone).remove(0);
    let received = give(first, 1, other);
    assert_eq!((received.stored, received.refused.len()), (0, 1));
    let kept: i64 = first.conn.query_row("SELECT count(*) FROM fork", [], |r| r.get(0)).unwrap();
    assert_eq!(kept, 1);
    add_letter(real, 1, "再来");
    assert_eq!(hand_over(real, first).stored, 0, "the desk is frozen");
    add_letter(first, 2, "照常");
    assert_eq!(first.reader().unwrap().status().unwrap().records["incoming-documents"], 2);
}

/// Seals any bytes as a member would.
fn sealed(author: &mut Replica, body: &[u8]) -> Vec<u8> {
    let space = SpaceId(1);
    let device = author.device();
    let (counter, prev) = crate::commit::chain(&author.conn, 1, &device.0).unwrap().map_or((1, Hash([0; 32])), |(c, h)| (c + 1, h));
    let request = SealRequest {
        office: author.office(),
        space,
        device,
        counter,
        prev,
        epoch: author.keyring.current_epoch(space).unwrap(),
        membership: author.membership.head(),
        relay_seen: RelayHead::default(),
        nonce: author.random(),
    };
    let entry = seal(request, author.keyring.key(space, 1).unwrap(), body, &author.secret).unwrap();
    crate::commit::begin_chain(&author.conn, 1, &device.0).unwrap();
    crate::commit::insert_entry(&author.conn, &entry, None).unwrap();
    entry.into_bytes()
}

#[test]
fn a_member_who_sends_garbage_is_quarantined_and_what_follows_still_applies() {
    let mut desks = office(2);
    let bodies: [&[u8]; 4] = [b"", b"garbage", &[0x9f; 300], &[0xff; 64]];
    for body in bodies {
        let bytes = sealed(&mut desks[1].replica, body);
        let received = give(&mut desks[0].replica, 1, bytes);
        assert_eq!((received.stored, received.records.len()), (1, 0));
    }
    add_letter(&mut desks[1].replica, 0, "照常");
    let good = entries(&desks[1].replica).pop().unwrap();
    assert_eq!(give(&mut desks[0].replica, 1, good).records.len(), 1);
    let reader = desks[0].replica.reader().unwrap();
    assert_eq!(reader.quarantine(10).unwrap().len(), 4);
    assert!(reader.quarantine(10).unwrap().iter().all(|(_, _, reason)| !reason.is_empty()));
}

#[test]
fn point_13_entries_that_wait_are_held_and_fit_in_any_order() {
    let mut desks = office(3);
    let id = add_letter(&mut desks[0].replica, 0, "通知");
    let (a, b) = pair(&mut desks, 0, 1);
    hand_over(a, b);
    b.transact("edit", at(1), |e| e.change(id, &[Op::set(letters::TITLE, "第二稿")])).unwrap();
    let own = entries(b).pop().unwrap();
    assert_eq!(give(&mut desks[2].replica, 1, own).records.len(), 0);
    assert_eq!(desks[2].replica.reader().unwrap().status().unwrap().held, 1);
    let (a, c) = pair(&mut desks, 0, 2);
    hand_over(a, c);
    let reader = desks[2].replica.reader().unwrap();
    assert_eq!((reader.status().unwrap().held, reader.record(id).unwrap().unwrap().record.text("title")), (0, "第二稿"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Point 2: a flipped bit anywhere is refused or quarantined; the true entry still fits afterwards.
    #[test]
    fn point_02_any_flipped_bit_is_refused(at_byte in any::<prop::sample::Index>(), bit in 0u8..8) {
        let mut desks = office(2);
        add_letter(&mut desks[0].replica, 0, "通知");
        let whole = entries(&desks[0].replica).remove(0);
        let mut bent = whole.clone();
        bent[at_byte.index(whole.len())] ^= 1 << bit;
        let received = give(&mut desks[1].replica, 1, bent);
        prop_assert_eq!((received.records.len(), received.refused.len()), (0, 1));
        prop_assert_eq!(give(&mut desks[1].replica, 1, whole).records.len(), 1);
    }
}

#[test]
fn a_revocation_that_comes_late_gives_the_same_as_one_that_came_first() {
    let mut desks = office(2);
    let id = desks[1].replica.device();
    add_letter(&mut desks[1].replica, 0, "之前");
    meet(&mut desks);
    let first = &mut desks[0].replica;
    let cuts =
        crate::exchange::frontier(&first.conn, SpaceId(1)).unwrap().iter().map(|(d, t)| ((*d, SpaceId(1)), (t.counter, t.hash))).collect();
    add_letter(&mut desks[1].replica, 1, "之后");
    meet(&mut desks);
    let first = &mut desks[0].replica;
    assert_eq!(first.reader().unwrap().status().unwrap().records["incoming-documents"], 2);
    let revoke = first.membership.revoke(&[id], &cuts, &first.secret, [9; 32]).unwrap();
    let len = first.membership.len() as u64;
    first.extend_membership(len, &[revoke]).unwrap();
    let reader = first.reader().unwrap();
    assert_eq!(reader.status().unwrap().records["incoming-documents"], 1, "what came after the cut no longer counts");
    assert_eq!(reader.quarantine(10).unwrap().len(), 1, "and is shown");
    let digest = reader.digests().unwrap();
    first.rebuild().unwrap();
    assert_eq!(first.reader().unwrap().digests().unwrap(), digest);
}

#[test]
fn where_two_administrators_wrote_at_once_the_branch_that_the_relay_took_counts() {
    let mut desks = office(2);
    let first = &mut desks[0].replica;
    let grant = |seed: u8, first: &Replica| {
        let folder = tempfile::tempdir().unwrap();
        let asked = Replica::request(folder.path(), "新人", &format!("新机{seed}"), entropy(u64::from(seed))).unwrap();
        let request = trust::enrol::JoinRequest::from_file(&asked.request).unwrap();
        first.membership.admit(&request, &["clerk".to_owned()], &[SpaceId(1)], &first.secret, &first.keyring, [seed; 32]).unwrap()
    };
    let (ours, theirs) = (grant(50, first), grant(60, first));
    let at = first.membership.len() as u64;
    first.extend_membership(at, std::slice::from_ref(&ours)).unwrap();
    first.extend_membership(at, std::slice::from_ref(&theirs)).unwrap();
    assert_eq!(first.membership.log()[at as usize], theirs);
    assert!(first.membership.has_redone(&Hash::of(&ours)), "the other one is done again");
    let again = Replica::open(desks[0].folder.path(), entropy(9), Durability::Process).unwrap();
    assert_eq!(again.membership().head(), desks[0].replica.membership().head());
}

#[test]
fn a_desk_that_may_only_read_writes_nothing() {
    let mut desks = office(1);
    let folder = tempfile::tempdir().unwrap();
    let asked = Replica::request(folder.path(), "审计", "审计机", entropy(70)).unwrap();
    let (welcome, _) = desks[0].replica.admit(&asked.request, &["auditor".to_owned()], &[SpaceId(1)]).unwrap();
    let mut auditor = Replica::accept(folder.path(), &welcome, entropy(71)).unwrap();
    let tried = auditor.transact("create", at(0), |e| e.create(&letters::REGISTER, &[Op::set(letters::TITLE, "x")]));
    assert!(matches!(tried, Err(crate::Error::NotAllowed(_))));
}

#[test]
fn a_desk_that_was_set_back_says_so_instead_of_saving_what_nobody_will_get() {
    let mut desks = office(2);
    let copy = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(desks[1].folder.path()).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
    }
    add_letter(&mut desks[1].replica, 0, "备份之后");
    meet(&mut desks);
    let mut restored = Replica::open(copy.path(), entropy(80), Durability::Process).unwrap();
    add_letter(&mut restored, 1, "恢复之后");
    let theirs = entries(&desks[0].replica).pop().unwrap();
    give(&mut restored, 1, theirs);
    let tried = restored.transact("create", at(2), |e| e.create(&letters::REGISTER, &[Op::set(letters::TITLE, "x")]));
    assert!(matches!(tried, Err(crate::Error::ChainForked)), "{tried:?}");
}

#[test]
fn an_entry_of_a_newer_program_is_set_aside_and_taken_later() {
    let mut desks = office(2);
    add_letter(&mut desks[0].replica, 0, "通知");
    let bytes = entries(&desks[0].replica).remove(0);
    let to = &mut desks[1].replica;
    crate::exchange::set_aside(&to.conn, SpaceId(1), Some(1), &bytes, "an older program did not know it").unwrap();
    let len = to.membership.len() as u64;
    to.extend_membership(len, &[]).unwrap();
    let status = to.reader().unwrap().status().unwrap();
    assert_eq!((status.records["incoming-documents"], status.pending), (1, 0));
}

//! The adversarial list of the reliability design, points 5 to 14, as far as one change is concerned.

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, AutoCommit, Change, ExpandedChange, ObjType, ROOT};
use proptest::prelude::*;

use super::*;
use crate::document::{self, Op};
use crate::value::Value;

const ME: [u8; 16] = [7; 16];

fn doc() -> AutoCommit {
    AutoCommit::new().with_actor(ActorId::from(ME))
}

/// A change that an honest desk writes on top of `base`.
fn honest(base: &mut AutoCommit, text: &str) -> Vec<u8> {
    let mut copy = base.clone().with_actor(ActorId::from(ME));
    document::write(&mut copy, &[Op::Set { field: "title".to_owned(), value: Some(Value::from(text)) }]).unwrap();
    document::close(&mut copy, 1_700_000_000).unwrap().bytes()
}

fn refuse(base: &mut AutoCommit, raw: &[u8]) -> Refusal {
    match admit(base, raw, &ME) {
        Err(refusal) => refusal,
        Ok(verdict) => panic!("let in: {verdict:?}"),
    }
}

fn admitted(base: &mut AutoCommit, raw: &[u8]) -> AutoCommit {
    match admit(base, raw, &ME) {
        Ok(Verdict::Applied(applied)) => applied.doc,
        other => panic!("not let in: {other:?}"),
    }
}

/// Rewrites a change as an attacker with a correct checksum would.
fn forged(raw: &[u8], edit: impl FnOnce(&mut ExpandedChange)) -> Vec<u8> {
    let mut expanded = Change::from_bytes(raw.to_vec()).unwrap().decode();
    expanded.hash = None;
    edit(&mut expanded);
    Change::from(expanded).raw_bytes().to_vec()
}

/// Rebuilds the chunk around new contents with a correct checksum (Automerge binary format: four bytes of SHA-256).
fn chunk(kind: u8, contents: &[u8]) -> Vec<u8> {
    let mut body = vec![kind];
    body.extend(varint(contents.len()));
    body.extend(contents);
    // The checksum is not what the gate relies on: entries are authenticated before.
    let mut raw = vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0];
    raw.extend(body);
    raw
}

fn varint(mut n: usize) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let byte = (n & 0x7f) as u8;
        n >>= 7;
        out.push(if n == 0 { byte } else { byte | 0x80 });
        if n == 0 {
            return out;
        }
    }
}

#[test]
fn an_honest_change_is_let_in_once() {
    let mut base = doc();
    let raw = honest(&mut base, "一号文件");
    let mut after = admitted(&mut base, &raw);
    assert_eq!(document::read(&after).text("title"), "一号文件");
    assert!(matches!(admit(&mut after, &raw, &ME), Ok(Verdict::Known)));
}

#[test]
fn a_change_before_its_dependencies_is_held() {
    let mut base = doc();
    let first = honest(&mut base, "一");
    let mut middle = admitted(&mut base, &first);
    let second = honest(&mut middle, "二");
    assert!(matches!(admit(&mut base, &second, &ME), Ok(Verdict::Hold(missing)) if missing.len() == 1));
}

#[test]
fn point_05_and_06_runs_that_expand_are_refused_before_they_expand() {
    let mut base = doc();
    for count in [5_000_000i64, 1 << 40, i64::MAX] {
        // deps 0, actor, seq 1, start 1, time 0, no message, no other actors, one action column with one run of `count` deletes
        let mut contents = vec![0, 16];
        contents.extend(ME);
        contents.extend([1, 1, 0, 0, 0]);
        let mut run = signed(count);
        run.push(3);
        contents.extend([1, 0x42, run.len() as u8]);
        contents.extend(run);
        let raw = chunk(1, &contents);
        assert!(raw.len() < 120);
        assert_eq!(refuse(&mut base, &raw), Refusal::TooManyOperations);
    }
}

#[test]
fn point_05_actors_that_each_operation_would_copy_are_refused() {
    let mut base = doc();
    for (own, other) in [(16, 17), (16, 0), (16, 100_000), (17, 16), (100_000, 16)] {
        let text = |length: usize| [varint(length), vec![7; length]].concat();
        let contents = [vec![0], text(own), vec![1, 1, 0, 0, 1], text(other), vec![0]].concat();
        assert_eq!(refuse(&mut base, &chunk(1, &contents)), Refusal::WrongActor);
    }
}

fn signed(mut n: i64) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let byte = (n & 0x7f) as u8;
        n >>= 7;
        let done = n == 0 && byte & 0x40 == 0;
        out.push(if done { byte } else { byte | 0x80 });
        if done {
            return out;
        }
    }
}

#[test]
fn point_07_deflated_chunks_are_refused() {
    let mut base = doc();
    let mut raw = honest(&mut base, "一");
    raw[CHUNK_TYPE] = 2;
    assert_eq!(refuse(&mut base, &raw), Refusal::NotPlain);
    raw[CHUNK_TYPE] = 0;
    assert_eq!(refuse(&mut base, &raw), Refusal::NotPlain);
}

#[test]
fn point_08_counters_near_the_end_are_refused_and_honest_writes_go_on() {
    let mut base = doc();
    let raw = honest(&mut base, "一");
    for start in [u64::from(u32::MAX) - 1, u64::from(u32::MAX), 1 << 40, 5] {
        let bad = forged(&raw, |c| c.start_op = start.try_into().unwrap());
        let refusal = refuse(&mut base, &bad);
        assert!(matches!(refusal, Refusal::WrongStart { .. } | Refusal::Foreign(_) | Refusal::Malformed(_)), "{refusal:?}");
    }
    let mut after = admitted(&mut base, &raw);
    let next = honest(&mut after, "二");
    admitted(&mut after, &next);
}

#[test]
fn point_09_a_gap_in_the_sequence_is_refused() {
    let mut base = doc();
    let raw = honest(&mut base, "一");
    let bad = forged(&raw, |c| c.seq = 3);
    assert_eq!(refuse(&mut base, &bad), Refusal::WrongSequence { expected: 1, found: 3 });
}

#[test]
fn point_10_the_same_place_with_other_content_is_refused() {
    let mut base = doc();
    let (one, other) = (honest(&mut base, "一"), honest(&mut base, "二"));
    let mut after = admitted(&mut base, &one);
    assert_eq!(refuse(&mut after, &other), Refusal::WrongSequence { expected: 2, found: 1 });
}

#[test]
fn point_11_another_ones_actor_is_refused() {
    let mut base = doc();
    let raw = honest(&mut base, "一");
    assert!(matches!(admit(&mut base, &raw, &[8; 16]), Err(Refusal::WrongActor)));
}

#[test]
fn point_12_a_change_in_another_encoding_is_refused() {
    let mut base = doc();
    let raw = honest(&mut base, "一");
    // A run of one and a stretch of one say the same; Automerge writes a single value as a stretch.
    let at = raw.windows(2).position(|w| w == [0x7f, 0x01]).unwrap();
    let mut run = raw.clone();
    run[at] = 0x01;
    assert_eq!(refuse(&mut base, &run), Refusal::NotCanonical);
    // Another checksum over the same contents.
    assert_eq!(refuse(&mut base, &chunk(1, &raw[CHUNK_TYPE + 2..])), Refusal::NotCanonical);
    let mut trailing = raw;
    trailing.push(0);
    assert!(matches!(refuse(&mut base, &trailing), Refusal::Malformed(_)));
}

#[test]
fn point_13_too_many_dependencies_are_refused() {
    let mut base = doc();
    let raw = honest(&mut base, "一");
    let bad = forged(&raw, |c| {
        c.deps = (0..2_000u32)
            .map(|n| {
                ChangeHash({
                    let mut hash = [0; 32];
                    hash[..4].copy_from_slice(&n.to_be_bytes());
                    hash
                })
            })
            .collect()
    });
    assert_eq!(refuse(&mut base, &bad), Refusal::TooManyDependencies);
}

#[test]
fn point_14_nesting_and_long_strings_are_refused() {
    let mut base = doc();
    let mut deep = base.clone().with_actor(ActorId::from(ME));
    let mut at = ROOT;
    for _ in 0..100 {
        at = deep.put_object(&at, "d", ObjType::Map).unwrap();
    }
    assert_eq!(refuse(&mut base, &close(&mut deep)), Refusal::Foreign("object"));
    let mut long = base.clone().with_actor(ActorId::from(ME));
    long.put(ROOT, "title", "长".repeat(MAX_TEXT / 3 + 1)).unwrap();
    let refusal = refuse(&mut base, &close(&mut long));
    assert!(matches!(refusal, Refusal::TooLarge(_) | Refusal::Foreign(_)), "{refusal:?}");
    let mut many = base.clone().with_actor(ActorId::from(ME));
    let text = many.put_object(ROOT, "remarks", ObjType::Text).unwrap();
    many.splice_text(&text, 0, 0, &"字".repeat(MAX_OPS + 1)).unwrap();
    assert_eq!(refuse(&mut base, &close(&mut many)), Refusal::TooManyOperations);
}

#[test]
fn counters_marks_messages_and_other_values_are_refused() {
    let mut base = doc();
    // What no program would write: no number, whole ones, more decimals than there are, beyond what is exact.
    for real in [f64::NAN, f64::INFINITY, 2.0, -0.0, 1.500_01, 0.1 + 0.2, 1e13 + 0.5] {
        let mut float = base.clone().with_actor(ActorId::from(ME));
        float.put(ROOT, "quantity", real).unwrap();
        assert_eq!(refuse(&mut base, &close(&mut float)), Refusal::Foreign("value"), "{real}");
    }
    let mut said = base.clone().with_actor(ActorId::from(ME));
    said.put(ROOT, "title", "x").unwrap();
    said.commit_with(CommitOptions::default().with_message("hello").with_time(1));
    let raw = said.get_last_local_change().unwrap().raw_bytes().to_vec();
    assert_eq!(refuse(&mut base, &raw), Refusal::NotCanonical);
}

#[test]
fn a_number_with_decimals_is_let_in_and_read_as_it_was_written() {
    for parts in [15_000, -5_000, 1, 999_999_999_999_999] {
        let mut base = doc();
        let mut desk = base.clone().with_actor(ActorId::from(ME));
        document::write(&mut desk, &[Op::Set { field: "days".to_owned(), value: Some(Value::decimal(parts)) }]).unwrap();
        let doc = admitted(&mut base, &close(&mut desk));
        assert_eq!(document::read(&doc).values("days"), [Value::Decimal(parts)]);
    }
}

fn close(doc: &mut AutoCommit) -> Vec<u8> {
    document::close(doc, 1).unwrap().bytes()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever bytes come, the gate answers, and an honest write still works afterwards.
    #[test]
    fn any_bytes_get_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut base = doc();
        prop_assert!(admit(&mut base, &bytes, &ME).is_err());
        let raw = honest(&mut base, "好");
        prop_assert!(matches!(admit(&mut base, &raw, &ME), Ok(Verdict::Applied(_))));
    }

    /// A flipped bit anywhere is refused or held, never let in as something else.
    #[test]
    fn a_flipped_bit_is_never_let_in(at in 0usize..10_000, bit in 0u8..8) {
        let mut base = doc();
        let first = honest(&mut base, "一");
        let mut base = admitted(&mut base, &first);
        let mut raw = honest(&mut base, "第二稿");
        let at = at % raw.len();
        raw[at] ^= 1 << bit;
        prop_assert!(!matches!(admit(&mut base, &raw, &ME), Ok(Verdict::Applied(_) | Verdict::Known)));
        let record = document::read(&base);
        prop_assert_eq!(record.text("title"), "一");
    }

    /// What honest desks write in any order of meeting passes the gate at the other one.
    #[test]
    fn honest_writes_always_pass(steps in proptest::collection::vec((any::<bool>(), 0u8..4, "[a-z一二三]{0,12}", any::<bool>()), 1..25)) {
        let actors = [[1u8; 16], [2u8; 16]];
        let mut start = doc();
        start.put_object(ROOT, "remarks", ObjType::Text).unwrap();
        let root = close(&mut start);
        let mut empty = AutoCommit::new();
        let common = admitted(&mut empty, &root);
        let mut docs = [common.clone(), common];
        let mut logs: [Vec<Vec<u8>>; 2] = [Vec::new(), Vec::new()];
        let mut seen = [0, 0];
        for (second, kind, text, meet) in steps {
            let me = usize::from(second);
            let field = "title".to_owned();
            let op = match kind {
                0 => Op::Set { field, value: Some(Value::from(text.as_str())) },
                1 => Op::Text { field: "remarks".to_owned(), text },
                2 => Op::Member { field: "links".to_owned(), member: format!("m{}", text.len()), on: text.len() % 2 == 0 },
                _ => Op::Set { field, value: None },
            };
            let mut copy = docs[me].clone().with_actor(ActorId::from(actors[me]));
            document::write(&mut copy, &[op]).unwrap();
            if let Some(closed) = document::close(&mut copy, 5) {
                let raw = closed.bytes();
                // What its writer looks at, without reading the bytes again, lets through what the gate lets through.
                prop_assert_eq!(screen_written(&closed.change), Ok(()));
                docs[me] = pass(&mut docs[me], &raw, &actors[me])?;
                logs[me].push(raw);
            }
            if meet {
                exchange(&mut docs, &logs, &mut seen, &actors)?;
            }
        }
        exchange(&mut docs, &logs, &mut seen, &actors)?;
        let [mut a, mut b] = docs;
        prop_assert_eq!(a.get_heads(), b.get_heads());
        prop_assert_eq!(document::read(&a), document::read(&b));
    }
}

fn pass(doc: &mut AutoCommit, raw: &[u8], actor: &[u8]) -> Result<AutoCommit, TestCaseError> {
    match admit(doc, raw, actor) {
        Ok(Verdict::Applied(applied)) => Ok(applied.doc),
        other => Err(TestCaseError::fail(format!("{other:?}"))),
    }
}

fn exchange(
    docs: &mut [AutoCommit; 2],
    logs: &[Vec<Vec<u8>>; 2],
    seen: &mut [usize; 2],
    actors: &[[u8; 16]; 2],
) -> Result<(), TestCaseError> {
    // Each side takes what the other has written since they last met; both logs are in causal order by then.
    for from in [0, 1] {
        let to = 1 - from;
        for raw in &logs[from][seen[from]..] {
            docs[to] = pass(&mut docs[to], raw, &actors[from])?;
        }
        seen[from] = logs[from].len();
    }
    Ok(())
}

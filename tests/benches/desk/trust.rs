//! What trust costs: sealing and signing beside a durable edit, checking and opening, a sign-off, a PIN.

use std::time::{Duration, Instant};

use registers::Op;
use registers::book::service_contracts as contracts;
use replica::{Durability, Founding, Replica};
use trust::entry::{Entry, RelayHead, SealRequest, seal};
use trust::id::{Hash, PersonId, SpaceId};
use trust::key::{DeviceSecret, EpochKey, PersonSecret};
use trust::{id::OfficeId, pin};

use super::{clock, median, ms, row};

const TIMES: usize = 1_000;
/// Bytes that an edit of one field seals, as the replica writes it.
const EDIT: usize = 400;

/// Against the time that a durable edit took in this run.
pub fn measure(edit: Duration) -> anyhow::Result<()> {
    let (device, key) = (DeviceSecret::from_seed([1; 32]), EpochKey::from_bytes([2; 32]));
    let mut random = clock::entropy();
    let mut body = vec![0; EDIT];
    random(&mut body);
    let request = |nonce| SealRequest {
        office: OfficeId([3; 16]),
        space: SpaceId::GENERAL,
        device: device.id(),
        counter: 2,
        prev: Hash([4; 32]),
        epoch: 1,
        membership: Hash([5; 32]),
        relay_seen: RelayHead::NONE,
        nonce,
    };
    let mut times: [Vec<Duration>; 2] = Default::default();
    for _ in 0..TIMES {
        let mut nonce = [0; 24];
        random(&mut nonce);
        let start = Instant::now();
        let entry = seal(request(nonce), &key, &body, &device)?;
        times[0].push(start.elapsed());
        let bytes = entry.into_bytes();
        let start = Instant::now();
        let entry = Entry::parse(bytes)?;
        entry.verify(&device.public())?;
        anyhow::ensure!(entry.open(&key)?.len() == EDIT);
        times[1].push(start.elapsed());
    }
    let [sealing, opening] = times.map(median);
    let share = |part: Duration, of: Duration| 100.0 * part.as_secs_f64() / of.as_secs_f64();
    row("sealing and signing an edit", format!("{} = {:.1} % of a durable edit", ms(sealing), share(sealing, edit)), "< 15 %");
    caught_up(opening, share)?;
    signed(share)?;
    let person = PersonId([6; 16]);
    let sealed = pin::seal(person, &[7; 32], Some("2580"), &device, [8; 32])?;
    let start = Instant::now();
    pin::open(person, &sealed, Some("2580"), &device)?;
    row("a PIN opens a person's key", ms(start.elapsed()), "–");
    Ok(())
}

/// Entries of one edit each, taken in at another desk.
fn caught_up(opening: Duration, share: impl Fn(Duration, Duration) -> f64) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let founding = Founding { office: "明德实验中学", person: "林文静", desk: "文书", relay: "" };
    let (mut from, _) = Replica::found(&folder.path().join("from"), &founding, clock::entropy(), Durability::Process)?;
    let joining = Replica::request(&folder.path().join("to"), "职员", "二号机", clock::entropy())?;
    let (welcome, _) = from.admit(&joining.request, &["clerk".to_owned()], &[SpaceId::GENERAL])?;
    let mut to = Replica::accept(&folder.path().join("to"), &welcome, clock::entropy())?;
    for n in 0..TIMES {
        let ops = [Op::set(registers::book::assets::NAME, format!("设备{n}").as_str())];
        from.transact("create:assets", clock::now(), |e| e.create(&registers::book::assets::REGISTER, &ops))?;
    }
    drop(from);
    let reader = replica::Reader::open(&folder.path().join("from"))?;
    let start = Instant::now();
    to.take_over(&reader, clock::unix_ms())?;
    let each = start.elapsed() / TIMES as u32;
    let what = format!("{} = {:.1} % of taking it in ({})", ms(opening), share(opening, each), ms(each));
    row("checking and opening an entry of one edit", what, "–");
    Ok(())
}

/// A step that is signed beside the same without a signature.
fn signed(share: impl Fn(Duration, Duration) -> f64) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let founding = Founding { office: "明德实验中学", person: "林文静", desk: "文书", relay: "" };
    let (mut desk, _) = Replica::found(&folder.path().join("desk"), &founding, clock::entropy(), Durability::Full)?;
    let key = PersonSecret::from_seed([9; 32]);
    let (mut whole, mut signing) = (Vec::new(), Vec::new());
    for n in 0..TIMES / 10 {
        let ops = [
            Op::set(contracts::TITLE, format!("维保{n}").as_str()),
            Op::set(contracts::STARTS, jiff::civil::date(2026, 12, 1)),
            Op::set(contracts::ENDS, jiff::civil::date(2027, 11, 30)),
        ];
        let id = desk.transact("create:service-contracts", clock::now(), |e| e.create(&contracts::REGISTER, &ops))?.value;
        let start = Instant::now();
        desk.transact("step:service-contracts:submit", clock::now(), |e| e.step(id, "submit", &[]))?;
        whole.push(start.elapsed());
        let content = registers::signed::content(&desk.reader()?.record(id)?.ok_or(replica::Error::UnknownRecord(id))?.record);
        let start = Instant::now();
        key.sign("zongban 2026 bench", Hash::of(content.as_bytes()).as_bytes());
        signing.push(start.elapsed());
    }
    let (whole, signing) = (median(whole), median(signing));
    row("a person's signature", format!("{} = {:.1} % of a durable step ({})", ms(signing), share(signing, whole), ms(whole)), "–");
    Ok(())
}

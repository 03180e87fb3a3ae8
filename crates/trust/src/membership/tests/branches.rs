//! Administrators who write at once: whatever order their branches meet in, no act and no entry of records is lost.

use super::*;
use crate::enrol::SeatRequest;
use crate::entry::{Entry, RelayHead, SealRequest, seal};
use crate::signoff::{SignOff, Statement, Subject};

/// Number of a desk.
type N = u8;

/// What happens; numbers choose among what there is.
#[derive(Clone, Debug)]
enum Happening {
    Admit {
        by: N,
        known: Option<N>,
        admin: bool,
        spaces: u8,
    },
    Grant {
        by: N,
        to: N,
        spaces: u8,
        role: u8,
    },
    Revoke {
        by: N,
        whom: N,
    },
    Space {
        by: N,
    },
    Rename {
        by: N,
    },
    /// Somebody gets a seat at a desk, or another key there.
    Seat {
        by: N,
        at: N,
        who: u8,
    },
    /// Somebody has other roles at a desk, or the seat is taken away.
    Seats {
        by: N,
        at: N,
        who: u8,
        roles: u8,
    },
    Write {
        by: N,
        space: u8,
    },
    /// A desk meets the relay. It may go away before the relay has taken what it wrote.
    Meet {
        desk: N,
        brings: bool,
    },
    /// The relay is restored from a backup.
    SetBack {
        by: u8,
    },
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        4 => (any::<N>(), prop::option::weighted(0.3, any::<N>()), prop::bool::weighted(0.3), any::<u8>())
            .prop_map(|(by, known, admin, spaces)| Happening::Admit { by, known, admin, spaces }),
        2 => (any::<N>(), any::<N>(), any::<u8>(), any::<u8>()).prop_map(|(by, to, spaces, role)| Happening::Grant { by, to, spaces, role }),
        2 => (any::<N>(), any::<N>()).prop_map(|(by, whom)| Happening::Revoke { by, whom }),
        1 => any::<N>().prop_map(|by| Happening::Space { by }),
        1 => any::<N>().prop_map(|by| Happening::Rename { by }),
        2 => (any::<N>(), any::<N>(), any::<u8>()).prop_map(|(by, at, who)| Happening::Seat { by, at, who }),
        1 => (any::<N>(), any::<N>(), any::<u8>(), any::<u8>()).prop_map(|(by, at, who, roles)| Happening::Seats { by, at, who, roles }),
        6 => (any::<N>(), any::<u8>()).prop_map(|(by, space)| Happening::Write { by, space }),
        1 => any::<u8>().prop_map(|by| Happening::SetBack { by }),
        4 => (any::<N>(), prop::bool::weighted(0.7)).prop_map(|(desk, brings)| Happening::Meet { desk, brings }),
    ]
}

/// What one desk holds.
struct Desk {
    log: Membership,
    /// Branches of which the log does not know everything yet.
    lost: Vec<Membership>,
}

struct World {
    relay: Membership,
    desks: BTreeMap<N, Desk>,
    written: Vec<Entry>,
    /// What people signed, each as their desk knew the log then.
    signed: Vec<SignOff>,
    /// The keys that were made for seats: key `n` for the seat that was given with it.
    keys: u8,
    /// Last entry of each chain.
    tips: BTreeMap<(DeviceId, SpaceId), (u64, Hash)>,
    step: u8,
}

/// The item at a number, counted round.
fn pick<T: Copy>(items: &[T], n: u8) -> Option<T> {
    items.get(usize::from(n).checked_rem(items.len())?).copied()
}

fn spaces(bits: u8) -> Vec<SpaceId> {
    (0..4).filter(|bit| bits >> bit & 1 == 1).map(|bit| SpaceId::WELL_KNOWN[bit]).collect()
}

impl World {
    /// Two administrators, who know of each other.
    fn new() -> Self {
        let relay = founded().admitting(2, &[ADMINISTRATOR], &SpaceId::WELL_KNOWN);
        let desks = [1, 2].map(|n| (n, Desk { log: relay.clone(), lost: Vec::new() }));
        Self { relay, desks: desks.into(), written: Vec::new(), signed: Vec::new(), keys: 0, tips: BTreeMap::new(), step: 0 }
    }

    /// A desk that is an administrator's as far as it knows.
    fn administrator(&self, n: N) -> Option<N> {
        let is = |n: &N, desk: &Desk| desk.log.device(&super::desk(*n).id()).is_some_and(Member::is_active_administrator);
        let all: Vec<_> = self.desks.iter().filter(|(n, desk)| is(n, desk)).map(|(n, _)| *n).collect();
        pick(&all, n)
    }

    /// Another desk that the log of `by` knows and that nobody takes for an administrator's: an administrator whom others
    /// revoke does nothing again.
    fn clerk(&self, by: N, n: N) -> Option<DeviceId> {
        let is_administrator = |device| self.desks.values().any(|desk| desk.log.device(device).is_some_and(Member::is_administrator));
        let members = self.desks[&by].log.devices().filter(|member| member.revoked.is_none() && !is_administrator(&member.device));
        pick(&members.map(|member| member.device).collect::<Vec<_>>(), n)
    }

    fn happen(&mut self, happening: &Happening) {
        self.step += 1;
        let seed = [self.step; 32];
        match *happening {
            Happening::Write { by, space } => self.write(by, space),
            Happening::SetBack { by } => {
                let len = self.relay.len() - usize::from(by % 3).min(self.relay.len() - 2);
                self.relay = Membership::from_log(&self.relay.log()[..len]).unwrap();
            }
            Happening::Meet { desk, brings } => {
                let all: Vec<_> = self.desks.keys().copied().collect();
                if let Some(desk) = pick(&all, desk) {
                    self.meet(desk, brings);
                }
            }
            Happening::Admit { by, known, admin, spaces: bits } => {
                let newest = self.desks.keys().max().copied().unwrap_or(0);
                let newcomer = known.map_or(newest + 1, |n| n % newest + 1);
                let ids = if admin && known.is_none() { roles(&[ADMINISTRATOR]) } else { roles(&["clerk"]) };
                let ids = |log: &Membership| if log.device(&desk(newcomer).id()).is_some() { None } else { Some(ids) };
                self.act(by, |log, by| {
                    let ids = ids(log)?;
                    log.admit(&request(newcomer), &ids, &spaces(bits), &desk(by), &log.ring(by), seed).ok()
                });
                // A desk takes the first welcome that it gets.
                let welcome = self.administrator(by).map(|by| self.desks[&by].log.clone());
                let welcome = welcome.filter(|log| log.device(&desk(newcomer).id()).is_some());
                if let Some(log) = welcome {
                    self.desks.entry(newcomer).or_insert(Desk { log, lost: Vec::new() });
                }
            }
            Happening::Grant { by, to, spaces: bits, role } => {
                let to = self.administrator(by).and_then(|by| self.clerk(by, to));
                let more = ["clerk", "auditor", "registry"][usize::from(role % 3)];
                self.act(by, |log, by| log.grant(&to?, &roles(&[more]), &spaces(bits), &desk(by), &log.ring(by), seed).ok());
            }
            Happening::Revoke { by, whom } => {
                let whom = self.administrator(by).and_then(|by| self.clerk(by, whom));
                // What its own desk takes counts.
                let log = self.administrator(by).map(|by| self.desks[&by].log.clone());
                let mut cuts = Cuts::new();
                for entry in &self.written {
                    let header = entry.header();
                    if log.as_ref().is_some_and(|log| log.authorise(header, &entry.hash()).is_ok()) {
                        cuts.insert((header.device, header.space), (header.counter, entry.hash()));
                    }
                }
                self.act(by, |log, by| log.revoke(&[whom?], &cuts, &desk(by), seed).ok());
            }
            Happening::Space { by } => {
                let space = SpaceId(50 + u32::from(self.step));
                self.act(by, |log, by| log.add_space(space, "食堂", &desk(by), &log.ring(by), seed).ok());
            }
            Happening::Seat { by, at, who } => {
                let known = self.administrator(by).map(|by| &self.desks[&by].log);
                let at = known.and_then(|log| {
                    pick(&self.desks.keys().copied().filter(|n| log.device(&desk(*n).id()).is_some()).collect::<Vec<_>>(), at)
                });
                self.keys += 1;
                let key = key(self.keys);
                self.act(by, |log, by| {
                    let request = SeatRequest::new(log.office(), PersonId([200 + who % 3; 16]), "somebody", &desk(at?), &key).unwrap();
                    log.seat(&request, &roles(&["leader"]), &desk(by), &log.ring(by), seed).ok()
                });
            }
            Happening::Seats { by, at, who, roles: some } => {
                let known = self.administrator(by).map(|by| &self.desks[&by].log);
                let at = known.and_then(|log| {
                    pick(&self.desks.keys().copied().filter(|n| log.device(&desk(*n).id()).is_some()).collect::<Vec<_>>(), at)
                });
                let some = [&[][..], &["leader"], &["clerk", "leader"], &["clerk"]][usize::from(some % 4)];
                let who = PersonId([200 + who % 3; 16]);
                self.act(by, |log, by| log.seat_roles(&desk(at?).id(), &who, &roles(some), &desk(by), &log.ring(by), seed).ok());
            }
            Happening::Rename { by } => {
                let names = Names { office: Some("新名".to_owned()), ..Names::default() };
                self.act(by, |log, by| log.rename(&names, &desk(by), &log.ring(by), seed).ok());
            }
        }
    }

    fn act(&mut self, by: N, act: impl FnOnce(&Membership, N) -> Option<Vec<u8>>) {
        let Some(by) = self.administrator(by) else { return };
        let log = &mut self.desks.get_mut(&by).unwrap().log;
        if let Some(entry) = act(log, by) {
            log.append(&entry).unwrap();
        }
    }

    fn write(&mut self, by: N, space: u8) {
        let all: Vec<_> = self.desks.keys().copied().collect();
        let Some(by) = pick(&all, by) else { return };
        let (log, device) = (&self.desks[&by].log, desk(by).id());
        let Some(space) = log.device(&device).filter(|m| m.revoked.is_none()).and_then(|m| pick(&m.spaces, space)) else { return };
        let ring = log.ring(by);
        let epoch = ring.current_epoch(space).unwrap();
        let (last, prev) = self.tips.get(&(device, space)).copied().unwrap_or((0, Hash::ZERO));
        let request = SealRequest {
            office: log.office(),
            space,
            device,
            counter: last + 1,
            prev,
            epoch,
            membership: log.head(),
            relay_seen: RelayHead::NONE,
            nonce: [self.step; 24],
        };
        let entry = seal(request, ring.key(space, epoch).unwrap(), b"commit", &desk(by)).unwrap();
        self.tips.insert((device, space), (last + 1, entry.hash()));
        self.written.push(entry);
        self.sign(by);
    }

    /// Everybody who has a seat at a desk signs something there.
    fn sign(&mut self, at: N) {
        let (log, device) = (&self.desks[&at].log, desk(at).id());
        for seat in log.seats(&device) {
            let Some(key) = (0..=self.keys.max(at)).map(key).find(|key| key.public() == seat.key) else { continue };
            let subject = Subject {
                space: SpaceId::GENERAL,
                record: [1; 16],
                register: "leave".to_owned(),
                decision: "approve".to_owned(),
                heads: vec![Hash([self.step; 32])],
                content: Hash([2; 32]),
                attachments: Vec::new(),
            };
            self.signed.push(SignOff::new(Statement::new(subject, log, device, seat.person, 0).unwrap(), &key));
        }
    }

    /// As session and room do it. Gives whether anything was new to either.
    fn meet(&mut self, n: N, brings: bool) -> bool {
        let desk = self.desks.get_mut(&n).unwrap();
        if self.relay.device(&super::desk(n).id()).is_none_or(|member| member.revoked.is_some())
            && !desk.log.log().starts_with(self.relay.log())
        {
            return false;
        }
        let before = (desk.log.head(), self.relay.head());
        if !desk.log.log().starts_with(self.relay.log()) {
            let own = std::mem::replace(&mut desk.log, self.relay.clone());
            if !self.relay.log().starts_with(own.log()) {
                desk.lost.push(own);
            }
        }
        let lost = std::mem::take(&mut desk.lost);
        for (branch, seed) in lost.into_iter().zip(100..) {
            let redone = desk.log.redo(&branch, &super::desk(n), [seed; 32]);
            desk.log = redone.membership;
            if !redone.complete {
                desk.lost.push(branch);
            }
        }
        if brings {
            for entry in &desk.log.log()[self.relay.len()..] {
                self.relay.append(entry).unwrap();
            }
        }
        before != (desk.log.head(), self.relay.head())
    }

    fn settle(&mut self) {
        let all: Vec<_> = self.desks.keys().copied().collect();
        for _ in 0..20 {
            if all.iter().filter(|n| self.meet(**n, true)).count() == 0 {
                return;
            }
        }
        panic!("the desks go on for ever");
    }

    fn check(&self) {
        let relay = Membership::from_log(self.relay.log()).unwrap();
        let mut rings = Vec::new();
        for (n, held) in &self.desks {
            let member = relay.device(&desk(*n).id()).expect("every admission is in the log");
            if member.revoked.is_some() {
                assert!(member.spaces.iter().all(|space| relay.ring(*n).current_epoch(*space).is_none()), "desk {n} keeps a key");
                continue;
            }
            assert_eq!(held.log.log(), relay.log(), "desk {n}");
            assert!(held.lost.is_empty(), "desk {n} has acts that nobody did again");
            rings.push((member, relay.ring(*n)));
            for space in &member.spaces {
                assert_eq!(relay.ring(*n).current_epoch(*space), relay.current_epoch(*space), "desk {n}");
            }
        }
        for signed in &self.signed {
            let said = &signed.statement;
            if relay.device(&said.device).is_none_or(|member| member.revoked.is_none()) {
                assert_eq!(signed.verify(&relay), Ok(()), "{said:?}");
            }
        }
        for entry in &self.written {
            let header = entry.header();
            if relay.check_cut(&header.device, header.space, header.counter, &entry.hash()).is_err() {
                continue;
            }
            assert_eq!(relay.authorise(header, &entry.hash()), Ok(()), "{entry:?}");
            for (reader, ring) in rings.iter().filter(|(member, _)| member.spaces.contains(&header.space)) {
                let key = ring.key_of(entry).unwrap();
                assert_eq!(entry.open(key).unwrap(), b"commit", "{entry:?} at {}", reader.device);
            }
            let paper = relay.keyring_from_recovery(&sheet(102)).unwrap();
            assert_eq!(entry.open(paper.key_of(entry).unwrap()).unwrap(), b"commit", "{entry:?} by a sheet");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn branches_meet_without_a_loss(happenings in prop::collection::vec(happening(), 1..40)) {
        let mut world = World::new();
        for happening in &happenings {
            world.happen(happening);
        }
        world.settle();
        world.check();
    }
}

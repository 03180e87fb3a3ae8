//! Random lives of an office, and random bytes.

use super::*;

/// One act of a random life of an office; numbers choose among the desks that are there.
#[derive(Clone, Debug)]
enum Act {
    Admit(bool, u8),
    Revoke(u8),
    Grant(u8, u8),
    Space,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => (any::<bool>(), any::<u8>()).prop_map(|(admin, spaces)| Act::Admit(admin, spaces)),
        1 => any::<u8>().prop_map(Act::Revoke),
        1 => (any::<u8>(), any::<u8>()).prop_map(|(desk, spaces)| Act::Grant(desk, spaces)),
        1 => Just(Act::Space),
    ]
}

fn pick(bits: u8) -> Vec<SpaceId> {
    (0..4).filter(|bit| bits >> bit & 1 == 1).map(|bit| SpaceId::WELL_KNOWN[bit]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Desk 1 lives through anything. In the end every desk holds the current key of each space that it has, no
    /// revoked desk does, both sheets hold everything, and a reader of the log agrees.
    #[test]
    fn keys_follow_rights(acts in proptest::collection::vec(act(), 1..12)) {
        let mut office = founded();
        let mut desks = 1;
        for (step, act) in (0u8..).zip(acts) {
            let (ring, seed) = (office.ring(1), [step; 32]);
            let admin = desk(1);
            let entry = match act {
                Act::Admit(is_admin, spaces) => {
                    desks += 1;
                    let roles = if is_admin { roles(&[ADMINISTRATOR]) } else { vec![] };
                    office.admit(&request(desks), &roles, &pick(spaces), &admin, &ring, seed)
                }
                Act::Revoke(n) => office.revoke(&[desk(n % desks + 1).id()], &Cuts::new(), &admin, seed),
                Act::Grant(n, spaces) => {
                    let device = desk(n % desks + 1).id();
                    let roles = office.device(&device).unwrap().roles.clone();
                    office.grant(&device, &roles, &pick(spaces), &admin, &ring, seed)
                }
                Act::Space => office.add_space(SpaceId(50 + u32::from(step)), "more", &admin, &ring, seed),
            };
            match entry {
                // Desk 1 must stay able to act.
                Ok(entry) => {
                    let mut next = office.clone();
                    next.append(&entry).unwrap();
                    if next.device(&desk(1).id()).unwrap().revoked.is_none() {
                        office = next;
                    }
                }
                Err(MembershipError::Revoked { .. } | MembershipError::LastAdministrator) => {}
                Err(error) => return Err(TestCaseError::fail(error.to_string())),
            }
        }
        let read = Membership::from_log(office.log()).unwrap();
        prop_assert_eq!(read.head(), office.head());
        prop_assert!(read.devices().eq(office.devices()));
        let paper = read.keyring_from_recovery(&sheet(101)).unwrap();
        for n in 1..=desks {
            let Some(member) = read.device(&desk(n).id()) else { continue };
            let ring = read.ring(n);
            for space in read.spaces() {
                let current = read.current_epoch(space).unwrap();
                prop_assert_eq!(paper.current_epoch(space), Some(current));
                if member.revoked.is_none() {
                    let has = member.spaces.contains(&space);
                    prop_assert_eq!(ring.current_epoch(space), has.then_some(current));
                    prop_assert!(!has || ring.key(space, current) == paper.key(space, current));
                } else {
                    prop_assert!(ring.key(space, current).is_none());
                }
            }
        }
    }

    #[test]
    fn any_bytes_and_any_signed_payload_give_a_typed_error(
        bytes in proptest::collection::vec(any::<u8>(), 0..300), kind in 0u32..10,
    ) {
        let office = founded();
        prop_assert!(office.clone().append(&bytes).is_err());
        prop_assert!(Membership::from_log(&[&bytes]).is_err());
        let mut body = Body::new(office.next_place(), desk(1).id().to_bytes(), &relay_payload());
        (body.kind, body.payload) = (kind, bytes);
        let entry = body.signed(|bytes| desk(1).sign(record::SIGNATURE_DOMAIN, bytes));
        prop_assert!(office.clone().append(&entry).is_err());
    }
}

use super::*;
use proptest::prelude::*;

fn device(n: u8) -> DeviceSecret {
    DeviceSecret::from_seed([n; 32])
}

fn key(n: u8) -> EpochKey {
    EpochKey::from_bytes([n; 32])
}

fn request(secret: &DeviceSecret, counter: u64) -> SealRequest {
    SealRequest {
        office: OfficeId::from_bytes([0xf0; 16]),
        space: SpaceId::GENERAL,
        device: secret.id(),
        counter,
        prev: if counter == 1 { Hash::ZERO } else { Hash::of(b"before") },
        epoch: 1,
        membership: Hash::of(b"membership"),
        relay_seen: RelayHead { generation: 3, seq: 9, running: Hash::of(b"running") },
        nonce: [5; 24],
    }
}

fn entry(text: &[u8]) -> Entry {
    seal(request(&device(1), 1), &key(1), text, &device(1)).unwrap()
}

/// Parsed, verified and opened, as a replica does.
fn read(bytes: &[u8]) -> Result<Vec<u8>, EntryError> {
    let entry = Entry::parse(bytes)?;
    entry.verify(&device(1).public())?;
    entry.open(&key(1))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_sealed_comes_back(
        text in proptest::collection::vec(any::<u8>(), 0..3000), counter in 1u64..=MAX_COUNTER, nonce: [u8; 24],
        epoch: u32, space: u32, generation: u64,
    ) {
        let secret = device(1);
        let mut request = request(&secret, counter);
        request.nonce = nonce;
        request.epoch = epoch;
        request.space = SpaceId(space);
        request.relay_seen.generation = generation;
        let sealed = seal(request.clone(), &key(1), &text, &secret).unwrap();
        let parsed = Entry::parse(sealed.as_bytes()).unwrap();
        prop_assert_eq!(&parsed, &sealed);
        parsed.verify(&secret.public()).unwrap();
        prop_assert_eq!(parsed.open(&key(1)).unwrap(), text);
        let header = parsed.header();
        prop_assert_eq!(Header::from_start(&header.to_bytes()).unwrap(), header.clone());
        prop_assert_eq!((header.counter, header.epoch, header.space), (counter, epoch, SpaceId(space)));
        prop_assert_eq!((header.prev, header.relay_seen), (request.prev, request.relay_seen));
    }

    #[test]
    fn any_bytes_are_an_entry_or_a_typed_error(
        mut bytes in proptest::collection::vec(any::<u8>(), 0..900), plausible: bool,
    ) {
        if plausible && bytes.len() >= 4 {
            bytes[..4].copy_from_slice(&[1, 1, 1, 0]);
        }
        prop_assert!(read(&bytes).is_err());
    }
}

#[test]
fn any_flipped_bit_is_refused() {
    let good = entry(b"a visitor at nine").into_bytes();
    for bit in 0..good.len() * 8 {
        let mut bytes = good.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(read(&bytes).is_err(), "bit {bit}");
    }
    assert_eq!(read(&good).unwrap(), b"a visitor at nine");
}

#[test]
fn any_flipped_bit_is_refused_by_the_seal_alone() {
    let good = entry(b"a visitor at nine").into_bytes();
    for bit in (0..(good.len() - SIGNATURE_LEN) * 8).step_by(3) {
        let mut bytes = good.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(Entry::parse(bytes).and_then(|entry| entry.open(&key(1))).is_err(), "bit {bit}");
    }
}

fn apart(counter: u64, text: &[u8], pieces: &[&[u8]]) -> Entry {
    let pieces: Vec<Vec<u8>> = pieces.iter().map(|piece| piece.to_vec()).collect();
    let request = SealRequest { nonce: [counter as u8; 24], ..request(&device(1), counter) };
    seal_apart(request, &key(1), text, &pieces, &device(1)).unwrap()
}

fn pieces(entry: &Entry) -> Vec<Option<Vec<u8>>> {
    (0..entry.pieces()).map(|n| entry.open_piece(n, &key(1)).unwrap()).collect()
}

#[test]
fn pieces_can_be_taken_away_and_the_entry_stays_what_it_is() {
    let whole = apart(1, b"two visitors at nine", &[b"13800001111", b"13911112222"]);
    let of = |n: &[u8]| Some(n.to_vec());
    assert_eq!(pieces(&whole), [of(b"13800001111"), of(b"13911112222")]);
    let one = whole.clone().without(|n| n == 0);
    assert_eq!(pieces(&one), [None, of(b"13911112222")]);
    let none = one.clone().without(|n| n == 1);
    assert_eq!(pieces(&none), [None, None]);
    assert_eq!(whole.clone().without(|_| true), none);
    assert_eq!(none.clone().without(|_| true), none);
    for taken in [&one, &none] {
        let read = Entry::parse(taken.as_bytes()).unwrap();
        assert_eq!(read, *taken);
        read.verify(&device(1).public()).unwrap();
        assert_eq!((read.hash(), read.header()), (whole.hash(), whole.header()));
        assert_eq!(read.open(&key(1)).unwrap(), b"two visitors at nine");
    }
    assert!(whole.has_piece(0) && !one.has_piece(0) && one.has_piece(1) && !whole.has_piece(2));
    // Nothing of what was taken away is left.
    let sealed = &whole.as_bytes()[whole.signed + SIGNATURE_LEN + 5..][..16];
    assert!(!one.as_bytes().windows(16).any(|bytes| bytes == sealed));
    // The other key does not open them, and an entry without any is what it was.
    assert!(whole.open_piece(0, &key(2)).is_err());
    let plain = entry(b"a visitor at nine");
    assert_eq!((plain.pieces(), plain.clone().without(|_| true), plain.open_piece(0, &key(1))), (0, plain.clone(), Ok(None)));
}

#[test]
fn pieces_are_not_changed_or_taken_elsewhere() {
    let whole = apart(1, b"a visitor at nine", &[b"13800001111", b"13911112222"]);
    let bytes = whole.as_bytes();
    for bit in 0..bytes.len() * 8 {
        let mut bytes = bytes.to_vec();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let read = Entry::parse(bytes).and_then(|entry| entry.verify(&device(1).public()));
        assert!(read.is_err(), "bit {bit}");
    }
    for length in 0..bytes.len() {
        assert!(Entry::parse(&bytes[..length]).is_err(), "length {length}");
    }
    assert!(Entry::parse([bytes, &[0]].concat()).is_err());
    // Those of another entry, and in another order.
    let behind = whole.signed + SIGNATURE_LEN;
    let other = apart(2, b"another", &[b"13800001111", b"13911112222"]);
    let theirs = &other.as_bytes()[other.signed + SIGNATURE_LEN..];
    assert!(Entry::parse([&bytes[..behind], theirs].concat()).is_err());
    let (first, second) = bytes[behind..].split_at((bytes.len() - behind) / 2);
    assert!(Entry::parse([&bytes[..behind], second, first].concat()).is_err());
    // A member who signs for it still cannot pass off what was sealed for another place.
    let mut header = whole.header().clone();
    header.apart = header.apart.map(|apart| Apart { hash: other.header().apart.unwrap().hash, ..apart });
    let padded = pack::pack(b"a visitor at nine").unwrap();
    let entry_key = entry_key(&key(1), header.space, header.device);
    let head = header.to_bytes();
    let sealed = cipher(&entry_key).encrypt((&header.nonce).into(), Payload { msg: &padded, aad: &head }).unwrap();
    let body = [head, sealed].concat();
    let signature = device(1).sign(SIGNATURE_DOMAIN, Hash::of(&body).as_bytes());
    let forged = Entry::parse([body.as_slice(), &signature, theirs].concat()).unwrap();
    forged.verify(&device(1).public()).unwrap();
    assert_eq!(forged.open_piece(0, &key(1)), Err(EntryError::Tampered));
}

#[test]
fn pieces_are_bounded() {
    let many = vec![Vec::new(); MAX_PIECES + 1];
    assert!(matches!(seal_apart(request(&device(1), 1), &key(1), b"", &many, &device(1)), Err(EntryError::TooLong { .. })));
    // As many as there may be, all taken away, are an entry like any other.
    let most = seal_apart(request(&device(1), 1), &key(1), b"", &many[1..], &device(1)).unwrap().without(|_| true);
    assert_eq!(Entry::parse(most.as_bytes()).unwrap().pieces(), MAX_PIECES);
    let mut one_more = most.into_bytes();
    one_more.extend([0; 33]);
    assert!(Entry::parse(one_more).is_err());
}

#[test]
fn any_truncation_or_extension_is_refused() {
    let good = entry(b"cut").into_bytes();
    for length in 0..good.len() {
        assert!(read(&good[..length]).is_err(), "length {length}");
    }
    assert!(read(&[good.as_slice(), &[0]].concat()).is_err());
    assert_eq!(Entry::parse(vec![1; MAX_ENTRY + 1]), Err(EntryError::TooLong { found: MAX_ENTRY + 1 }));
}

#[test]
fn a_valid_signature_does_not_carry_into_another_space() {
    let secret = device(1);
    let good = entry(b"for the general space");
    let mut moved = Header::from_start(good.as_bytes()).unwrap();
    moved.space = SpaceId::LEADERSHIP;
    let bytes = [&moved.to_bytes(), &good.as_bytes()[HEADER_LEN..]].concat();
    assert_eq!(read(&bytes), Err(EntryError::Signature(KeyError::BadSignature)));
    // Signed anew by its own author, the content still does not open: the key is bound to the space.
    let body = &bytes[..bytes.len() - SIGNATURE_LEN];
    let signature = secret.sign(SIGNATURE_DOMAIN, Hash::of(body).as_bytes());
    let resigned = [body, &signature].concat();
    assert!(matches!(read(&resigned), Err(EntryError::WrongKey { .. })));
}

#[test]
fn another_desk_or_key_is_refused() {
    let good = entry(b"mine");
    let other = device(2).public();
    assert!(matches!(good.verify(&other), Err(EntryError::WrongDevice { .. })));
    assert!(matches!(good.open(&key(2)), Err(EntryError::WrongKey { epoch: 1, .. })));
    assert!(matches!(seal(request(&device(1), 1), &key(1), b"", &device(2)), Err(EntryError::WrongDevice { .. })));
}

#[test]
fn headers_that_nobody_writes_are_refused() {
    let good = entry(b"x").into_bytes();
    let check = |at: usize, value: &[u8], expect: EntryError| {
        let mut bytes = good.clone();
        bytes[at..at + value.len()].copy_from_slice(value);
        assert_eq!(Entry::parse(bytes).unwrap_err(), expect);
    };
    check(0, &[2], EntryError::NewerProgram { what: "version", found: 2 });
    check(1, &[0], EntryError::NewerProgram { what: "suite", found: 0 });
    check(2, &[9], EntryError::NewerProgram { what: "kind", found: 9 });
    check(3, &[1], EntryError::Malformed { what: "reserved byte" });
    let range = EntryError::Malformed { what: "counter out of range" };
    check(40, &0u64.to_le_bytes(), range.clone());
    check(40, &u64::MAX.to_le_bytes(), range.clone());
    check(40, &(MAX_COUNTER + 1).to_le_bytes(), range);
    let chain = EntryError::Malformed { what: "previous hash does not fit the counter" };
    check(40, &2u64.to_le_bytes(), chain.clone());
    check(48, &[1], chain);
}

#[test]
fn sizes_are_bounded() {
    let secret = device(1);
    // Text that does not compress.
    let mut noise = vec![0; MAX_ENTRY];
    blake3::Hasher::new().finalize_xof().fill(&mut noise);
    let refused = seal(request(&secret, 1), &key(1), &noise, &secret);
    assert!(matches!(refused, Err(EntryError::TooLong { .. })));
    assert!(seal(request(&secret, 1), &key(1), &noise[..900_000], &secret).is_ok());
    let text = vec![0; MAX_PLAINTEXT + 1];
    assert!(matches!(seal(request(&secret, 1), &key(1), &text, &secret), Err(EntryError::TooMuchText { .. })));
    assert_eq!(entry(b"").as_bytes().len(), MIN_ENTRY);
}

#[test]
fn debug_shows_no_content() {
    let text = format!("{:?}", entry(b"secret text"));
    assert!(text.len() < 200 && !text.contains("secret"), "{text}");
}

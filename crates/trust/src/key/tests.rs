use super::*;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_signature_fits_only_its_message_domain_and_key(
        seed: [u8; 32], message: Vec<u8>, bit in 0usize..512,
    ) {
        let secret = DeviceSecret::from_seed(seed);
        let public = secret.public();
        let signature = secret.sign("test", &message);
        prop_assert_eq!(public.verify("test", &message, &signature), Ok(()));
        prop_assert_eq!(public.verify("tests", &message, &signature), Err(KeyError::BadSignature));
        let mut other = message.clone();
        other.push(0);
        prop_assert!(public.verify("test", &other, &signature).is_err());
        let mut flipped = signature;
        flipped[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(public.verify("test", &message, &flipped).is_err());
        let stranger = DeviceSecret::from_seed(*blake3::hash(&seed).as_bytes());
        prop_assert!(stranger.public().verify("test", &message, &signature).is_err());
    }

    #[test]
    fn public_keys_round_trip(verifying: [u8; 32], sealing: [u8; 32]) {
        let public = DevicePublic { verifying, sealing };
        prop_assert_eq!(minicbor::decode::<DevicePublic>(&minicbor::to_vec(public).unwrap()).unwrap(), public);
        let relay = RelayPublic(verifying);
        prop_assert_eq!(minicbor::decode::<RelayPublic>(&minicbor::to_vec(relay).unwrap()).unwrap(), relay);
        prop_assert_eq!(relay.to_string().parse::<RelayPublic>(), Ok(relay));
    }
}

#[test]
fn keys_of_small_order_are_refused() {
    // The neutral point as key, R = neutral and s = 0 pass a lax verification of every message.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(&neutral);
    let public = DevicePublic { verifying: neutral, sealing: [9; 32] };
    assert!(public.verify("test", b"anything", &signature).is_err());
}

#[test]
fn debug_shows_no_secret() {
    let seed = [7; 32];
    let texts = [
        format!("{:?}", DeviceSecret::from_seed(seed)),
        format!("{:?}", RelaySecret::from_seed(seed)),
        format!("{:?}", EpochKey::from_bytes(seed)),
    ];
    let signing = blake3::derive_key("zongban 2026 device signing key", &seed);
    for text in texts {
        assert!(text.contains("hidden"), "{text}");
        assert!(!text.contains("07070707"), "{text}");
        assert!(!text.contains(&data_encoding::HEXLOWER.encode(&signing)), "{text}");
    }
}

#[test]
fn one_seed_gives_unrelated_keys() {
    let seed = [3; 32];
    let device = DeviceSecret::from_seed(seed).public();
    assert_ne!(device.verifying, RelaySecret::from_seed(seed).public().0);
    assert_ne!(device.verifying, device.sealing);
}

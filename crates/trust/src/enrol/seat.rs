//! What a person asks for who wants to work at a desk that belongs to the office already.

use minicbor::{Decode, Encode};

use super::{EnrolError, MAX_REQUEST_FILE, read_file};
use crate::codec::{from_cbor, is_name, split_signature, to_armour, to_cbor};
use crate::id::{DeviceId, Hash, OfficeId, PersonId};
use crate::key::{DevicePublic, DeviceSecret, PersonPublic, PersonSecret, SIGNATURE_LEN};
use crate::words::Fingerprint;

const MAGIC: &str = "zongban seat request 1";
const DOMAIN: &str = "zongban 2026 seat request";

/// Asks for a seat at a desk, or for another key at one's own. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatRequest {
    /// The office.
    pub office: OfficeId,
    /// The desk.
    pub device: DeviceId,
    /// Id of the person: 16 random bytes, or the id that the person has in this office already.
    pub person: PersonId,
    /// Name of the person.
    pub person_name: String,
    /// With which the person will sign there.
    pub key: PersonPublic,
    /// The person's signature, then the desk's.
    signatures: [[u8; SIGNATURE_LEN]; 2],
}

impl SeatRequest {
    /// Writes and signs a request.
    ///
    /// # Errors
    /// [`EnrolError::BadName`] for a name that cannot be shown safely.
    pub fn new(
        office: OfficeId,
        person: PersonId,
        person_name: &str,
        device: &DeviceSecret,
        key: &PersonSecret,
    ) -> Result<Self, EnrolError> {
        let signatures = [[0; SIGNATURE_LEN]; 2];
        let person_name = person_name.to_owned();
        let mut request = Self { office, device: device.id(), person, person_name, key: key.public(), signatures };
        request.check_name()?;
        let body = request.body();
        request.signatures = [key.sign(DOMAIN, &body), device.sign(DOMAIN, &body)];
        Ok(request)
    }

    /// Checks the name and the signatures of the person and of the desk, which has these keys.
    ///
    /// # Errors
    /// [`EnrolError::BadName`] or [`EnrolError::Signature`].
    pub fn verify(&self, desk: &DevicePublic) -> Result<(), EnrolError> {
        self.check_name()?;
        let (body, [by_person, by_desk]) = (self.body(), &self.signatures);
        self.key.verify(DOMAIN, &body, by_person)?;
        Ok(desk.verify(DOMAIN, &body, by_desk)?)
    }

    /// Hash of the whole request, signatures included.
    pub fn hash(&self) -> Hash {
        Hash::of(&self.to_bytes())
    }

    /// Six words or numbers to compare by voice: at the desk that asks and at the administrator's. They stand for the whole
    /// request. Takes some milliseconds.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of("zongban 2026 seat request words", &self.to_bytes())
    }

    /// The request as a text file.
    pub fn to_file(&self) -> String {
        to_armour(MAGIC, &self.to_bytes())
    }

    /// Reads a request; [`verify`](Self::verify) checks the signatures.
    ///
    /// # Errors
    /// [`EnrolError`] for every file that [`to_file`](Self::to_file) does not write.
    pub fn from_file(file: &[u8]) -> Result<Self, EnrolError> {
        let bytes = read_file(MAGIC, "seat request", file, MAX_REQUEST_FILE)?;
        let (signed, by_desk) = split_signature(&bytes).map_err(|_| EnrolError::Malformed)?;
        let (body, by_person) = split_signature(signed).map_err(|_| EnrolError::Malformed)?;
        let body: SeatBody = from_cbor(body).map_err(|_| EnrolError::Malformed)?;
        let SeatBody { office, device, person, person_name, key } = body;
        let request = Self { office, device, person, person_name, key, signatures: [*by_person, *by_desk] };
        request.check_name()?;
        Ok(request)
    }

    fn body(&self) -> Vec<u8> {
        let Self { office, device, person, key, .. } = *self;
        to_cbor(&SeatBody { office, device, person, person_name: self.person_name.clone(), key })
    }

    fn to_bytes(&self) -> Vec<u8> {
        [self.body().as_slice(), self.signatures.as_flattened()].concat()
    }

    fn check_name(&self) -> Result<(), EnrolError> {
        if is_name(&self.person_name) { Ok(()) } else { Err(EnrolError::BadName) }
    }
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct SeatBody {
    #[n(0)]
    office: OfficeId,
    #[n(1)]
    device: DeviceId,
    #[n(2)]
    person: PersonId,
    #[n(3)]
    person_name: String,
    #[n(4)]
    key: PersonPublic,
}

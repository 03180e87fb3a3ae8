//! What a new desk asks for.

use minicbor::{Decode, Encode};

use super::{EnrolError, MAX_REQUEST_FILE, read_file};
use crate::codec::{from_cbor, is_name, split_signature, to_armour, to_cbor};
use crate::id::{DeviceId, Hash, PersonId};
use crate::key::{DevicePublic, DeviceSecret, PersonPublic, PersonSecret, SIGNATURE_LEN};
use crate::words::Fingerprint;

pub(super) const MAGIC: &str = "zongban join request 1";
const DOMAIN: &str = "zongban 2026 join request";

/// What a new desk asks for. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinRequest {
    /// Id of the person: 16 random bytes, or the id that the person has in this office already.
    pub person: PersonId,
    /// Name of the person.
    pub person_name: String,
    /// Name of the desk.
    pub desk_name: String,
    /// The desk's public keys.
    pub public: DevicePublic,
    /// The key with which the person will sign at this desk.
    pub key: PersonPublic,
    signatures: Signatures,
}

/// The person's signature, then the desk's.
type Signatures = [[u8; SIGNATURE_LEN]; 2];

impl JoinRequest {
    /// Writes and signs a request.
    ///
    /// # Errors
    /// [`EnrolError::BadName`] for a name that cannot be shown safely.
    pub fn new(
        person: PersonId,
        person_name: &str,
        desk_name: &str,
        device: &DeviceSecret,
        key: &PersonSecret,
    ) -> Result<Self, EnrolError> {
        let mut request = Self {
            person,
            person_name: person_name.to_owned(),
            desk_name: desk_name.to_owned(),
            public: device.public(),
            key: key.public(),
            signatures: [[0; SIGNATURE_LEN]; 2],
        };
        request.check_names()?;
        let body = request.body();
        request.signatures = [key.sign(DOMAIN, &body), device.sign(DOMAIN, &body)];
        Ok(request)
    }

    /// Checks the names and the signatures of the person and the desk.
    ///
    /// # Errors
    /// [`EnrolError::BadName`] or [`EnrolError::Signature`].
    pub fn verify(&self) -> Result<(), EnrolError> {
        self.check_names()?;
        let (body, [by_person, by_desk]) = (self.body(), &self.signatures);
        self.key.verify(DOMAIN, &body, by_person)?;
        Ok(self.public.verify(DOMAIN, &body, by_desk)?)
    }

    /// The desk that asks.
    pub fn device(&self) -> DeviceId {
        self.public.id()
    }

    /// Hash of the whole request, signatures included.
    pub fn hash(&self) -> Hash {
        Hash::of(&self.to_bytes())
    }

    /// Six words or numbers to compare by voice: on the desk that asks and on the administrator's. They stand for the whole
    /// request. Takes some milliseconds.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of("zongban 2026 join request words", &self.to_bytes())
    }

    /// The request as a text file.
    pub fn to_file(&self) -> String {
        to_armour(MAGIC, &self.to_bytes())
    }

    /// Reads and verifies a request.
    ///
    /// # Errors
    /// [`EnrolError`] for every file that [`to_file`](Self::to_file) does not write.
    pub fn from_file(file: &[u8]) -> Result<Self, EnrolError> {
        let bytes = read_file(MAGIC, "join request", file, MAX_REQUEST_FILE)?;
        let (signed, by_desk) = split_signature(&bytes).map_err(|_| EnrolError::Malformed)?;
        let (body, by_person) = split_signature(signed).map_err(|_| EnrolError::Malformed)?;
        let body: RequestBody = from_cbor(body).map_err(|_| EnrolError::Malformed)?;
        let RequestBody { person, person_name, desk_name, public, key } = body;
        let request = Self { person, person_name, desk_name, public, key, signatures: [*by_person, *by_desk] };
        request.verify()?;
        Ok(request)
    }

    fn body(&self) -> Vec<u8> {
        to_cbor(&RequestBody {
            person: self.person,
            person_name: self.person_name.clone(),
            desk_name: self.desk_name.clone(),
            public: self.public,
            key: self.key,
        })
    }

    fn to_bytes(&self) -> Vec<u8> {
        [self.body().as_slice(), self.signatures.as_flattened()].concat()
    }

    fn check_names(&self) -> Result<(), EnrolError> {
        if is_name(&self.person_name) && is_name(&self.desk_name) { Ok(()) } else { Err(EnrolError::BadName) }
    }
}

#[derive(Encode, Decode)]
#[cbor(array)]
struct RequestBody {
    #[n(0)]
    person: PersonId,
    #[n(1)]
    person_name: String,
    #[n(2)]
    desk_name: String,
    #[n(3)]
    public: DevicePublic,
    #[n(4)]
    key: PersonPublic,
}

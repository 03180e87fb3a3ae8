//! Writing: one action of a user becomes one entry, durable before [`Replica::transact`] returns.

use std::collections::BTreeMap;
use std::sync::Arc;

use automerge::{ActorId, AutoCommit};
use registers::book::adjustments;
use registers::def::Register;
use registers::document::{self, Closed, DocumentError, MAX_LINES, Op, Record};
use registers::shelf::Shelf;
use registers::workflow::{self, Actor, Plan};
use registers::{RecordId, Value, parse, pointer, settled, table, version};
use rusqlite::Connection;
use trust::entry::{SealRequest, seal_apart};
use trust::id::{DeviceId, Hash, SpaceId};
use trust::membership::Membership;

use crate::apply::{self, Place};
use crate::body::Body;
use crate::model;
use crate::prepared::{Prepared, Ready};
use crate::private::{self, Piece, Said, Texts};
use crate::reason::{Because, Code};
use crate::settled::refuse_settled;
use crate::unfinished::Unfinished;
use crate::{Entropy, Error, Moment, Replica, Result, attendance, rebuild, schema, sign, step, stocktake};

mod act;
mod apart;
mod booking;
mod chain;
mod check;
mod clock;
mod costs;
mod due;
mod finish;
mod follows;
mod items;
mod keeping;
mod label;
mod listed;
mod rights;
mod sight;
mod since;
mod term;
mod text;
mod writing;

pub(crate) use act::{parts_of_step, shown, signature};
pub(crate) use chain::{begin_chain, chain, insert_entry};
pub(crate) use check::{check_values, refuse_changed_facts, refuse_locked, refuse_locked_by, refuse_new_faults, refuse_typed};
pub(crate) use clock::LastCommit;
pub(crate) use label::bearer;
pub(crate) use listed::arriving;
pub use listed::record_id;

use chain::{Own, own_chain};
use check::{as_it_comes, is_plain, refuse_beside_pointer, refuse_itself};
use clock::tick;
use text::write_text;
use writing::Writing;

/// What a commit did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed<T> {
    /// What the action returned.
    pub value: T,
    /// Records that changed.
    pub records: Vec<RecordId>,
    /// The space and counter of the entry, none when nothing changed.
    pub entry: Option<(u32, u64)>,
}

impl Replica {
    /// Runs one action and makes it durable whole, or not at all. `label` names it in the history:
    /// `create:visits`, `step:visits:leave` and the like, which the screen puts into words.
    ///
    /// # Errors
    /// Those of the action, and those of the disk; nothing was written then.
    pub fn transact<T>(&mut self, label: &str, now: Moment, action: impl FnOnce(&mut Edit<'_>) -> Result<T>) -> Result<Committed<T>> {
        let acting = self.acting()?;
        let actor = self.actor(now);
        let nonce = self.random();
        let mut seeded = self.seed.map(sign::seeded);
        let Replica {
            conn,
            secret,
            membership,
            keyring,
            session,
            entropy,
            prepared,
            shelf,
            last_commit,
            unfinished,
            part,
            ahead,
            automerge_actor,
            ..
        } = self;
        let tx = Writing::begin(conn)?;
        // Asked under the lock: it costs no lock of its own, and nobody writes in between.
        let elsewhere = schema::data_version(&tx)?;
        if elsewhere != self.data_version {
            drop(tx);
            self.refresh()?;
            return self.transact(label, now, action);
        }
        if membership.device(&secret.id()).is_some_and(|member| member.revoked.is_some()) {
            return Err(Error::DeskRevoked);
        }
        let newest = last_commit.filter(|last| last.is_newest(&tx, elsewhere));
        let shelf = if newest.is_some() { shelf.kept() } else { shelf.current(&tx)? };
        ahead.look();
        let mut edit = Edit {
            conn: &tx,
            entropy: seeded.as_mut().unwrap_or(entropy),
            automerge_actor: automerge_actor.clone(),
            actor,
            device: secret.id(),
            members: membership,
            now,
            prepared,
            shelf,
            staged: BTreeMap::new(),
            numbers: BTreeMap::new(),
            space: None,
            unfinished: None,
            part: *part,
            rosters: None,
            principal: None,
            to_sign: Vec::new(),
        };
        let value = action(&mut edit)?;
        let left = edit.unfinished.take();
        let label = act::of_act(label, edit.principal.take());
        let to_sign = std::mem::take(&mut edit.to_sign);
        let (parts, written, space) = edit.finish()?;
        let (false, Some(space)) = (parts.is_empty(), space) else {
            return Ok(Committed { value, records: Vec::new(), entry: None });
        };
        let device = secret.id();
        let member = membership.device(&device).ok_or(Error::NoOffice)?;
        if !member.spaces.contains(&SpaceId(space)) {
            return Err(Error::NoSpace(space));
        }
        membership.may_write(&device, SpaceId(space), &membership.head()).map_err(|e| Error::NotAllowed(e.because()))?;
        if rebuild::only_reads(&membership.roles_of(&device, &acting.person, &membership.head()).unwrap_or_default()) {
            return Err(Error::NotAllowed(Code::OnlyReads.because()));
        }
        let tip = match newest.filter(|last| last.space == space) {
            Some(last) => Some((last.counter, last.hash)),
            None => own_chain(&tx, space, &device.0)?,
        };
        let relay_seen = match newest.filter(|last| last.space == space) {
            Some(last) => last.relay_seen,
            None => schema::relay_head(&tx, space)?,
        };
        let hlc = tick(&tx, newest, &device.0, now)?;
        let signoffs = sign::sign_all(&acting, membership, device, SpaceId(space), &to_sign, &written, now)?;
        let written_signoffs = signoffs.iter().map(|signoff| signoff.to_bytes().into()).collect();
        let signed = Some(written_signoffs).filter(|signoffs: &Vec<_>| !signoffs.is_empty());
        let body = Body { hlc, session: *session, person: acting.person, label, parts, signoffs: signed };
        let (counter, prev) = tip.map_or((1, Hash([0; 32])), |(c, h)| (c + 1, h));
        let no_key = || Error::Trust(Code::NoKeyHere.because());
        let epoch = keyring.current_epoch(SpaceId(space)).ok_or_else(no_key)?;
        let key = keyring.key(SpaceId(space), epoch).ok_or_else(no_key)?;
        let request = SealRequest {
            office: membership.office(),
            space: SpaceId(space),
            device,
            counter,
            prev,
            epoch,
            membership: membership.head(),
            relay_seen,
            nonce,
        };
        let pieces: Vec<&Piece> = written.iter().filter_map(|written| written.piece.as_ref()).collect();
        let sealed = pieces.iter().map(|piece| piece.to_bytes()).collect::<Result<Vec<_>>>()?;
        let entry = seal_apart(request, key, &body.to_bytes()?, &sealed, secret).map_err(|e| Error::TooLarge(e.to_string()))?;
        let late = body.parts.len() <= apply::FEW;
        if !late {
            // An entry without late records says that those before it are indexed.
            model::index_rest(&tx, &device.0)?;
        }
        let own = Own { body: &body, member: membership.len() as i64 - 1, late };
        let row = insert_entry(&tx, &entry, Some(own))?;
        if counter == 1 {
            begin_chain(&tx, space, &device.0)?;
        }
        for (n, piece) in pieces.into_iter().enumerate() {
            private::keep(&tx, row, n, piece)?;
        }
        sign::keep(&tx, row, &signoffs)?;
        for written in written.iter().filter(|written| registers::private::is_erased(&written.record)) {
            private::erase(&tx, written.id)?;
        }
        let adopted = apply::adopt(&tx, Place { row, space, device, may_erase: true }, &body, written)?;
        let is_new = !body.label.starts_with("undo:");
        if is_new && newest.is_none() {
            // A new action is the next to be undone, whatever was undone before it.
            tx.prepare_cached("DELETE FROM meta WHERE key='undone_before'")?.execute([])?;
        }
        tx.commit()?;
        // A commit of this connection does not count as one of others.
        let here = conn.total_changes();
        let is_adjusted = adopted.iter().any(|(_, ready)| ready.record.register == adjustments::REGISTER.key);
        // Whatever the next one must look for anew is not known of this one.
        *last_commit =
            Some(LastCommit { hlc, space, counter, hash: entry.hash(), relay_seen, here, elsewhere }).filter(|_| is_new && !is_adjusted);
        let records = adopted.iter().map(|a| a.0).collect();
        adopted.into_iter().for_each(|(id, ready)| prepared.keep(id, ready));
        *unfinished = left.map(|rest| rest.by(acting));
        Ok(Committed { value, records, entry: Some((space, counter)) })
    }
}

/// An action under way. Reads see what it has written so far.
pub struct Edit<'a> {
    conn: &'a Connection,
    entropy: &'a mut Entropy,
    automerge_actor: ActorId,
    actor: Actor,
    device: DeviceId,
    /// Who belongs to the office.
    pub(crate) members: &'a Membership,
    now: Moment,
    prepared: &'a mut Prepared,
    shelf: Shelf,
    staged: BTreeMap<RecordId, Staged>,
    /// Numbers that were typed or allotted in this action, of a register, and where.
    pub(crate) numbers: BTreeMap<(&'static str, String), RecordId>,
    space: Option<u32>,
    unfinished: Option<Unfinished>,
    part: usize,
    /// When people are due, once that was asked.
    pub(crate) rosters: Option<attendance::Rosters>,
    /// For whom the step of this action is done, if for somebody else.
    principal: Option<String>,
    /// The steps of this action that are signed.
    pub(crate) to_sign: Vec<(RecordId, String)>,
}

/// Who adds a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// A person, who can be asked for what is missing.
    Person,
    /// A step of another record.
    Step,
}

struct Staged {
    register: &'static Register,
    doc: AutoCommit,
    changes: Vec<Closed>,
    /// What the document says now, unless it was written to since it was last read.
    record: Option<Arc<Record>>,
    /// What it said before this action, none when there was none.
    before: Option<Arc<Record>>,
    /// The personal texts of the record.
    texts: Texts,
    /// Those of this action, which stand apart of its entry.
    said: Vec<Said>,
    /// Whether the document holds tokens.
    tokens: bool,
}

impl Staged {
    fn record(&mut self) -> &Arc<Record> {
        if self.record.is_none() {
            self.record = Some(Arc::new(self.read()));
        }
        self.record.get_or_insert_default()
    }
}

impl<'a> Edit<'a> {
    pub(crate) fn connection(&self) -> &'a Connection {
        self.conn
    }
}

impl Edit<'_> {
    /// The registers as this office has adjusted them.
    pub(crate) fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// Whether it leaves something for further commits.
    pub(crate) fn leaves(&self) -> bool {
        self.unfinished.is_some()
    }

    /// The personal texts of a record that this action has touched, by their tokens.
    pub(crate) fn texts(&self, id: RecordId) -> BTreeMap<String, String> {
        self.staged
            .get(&id)
            .map(|staged| staged.texts.iter().map(|(token, text)| (token.clone(), text.clone())).collect())
            .unwrap_or_default()
    }

    /// The document of a record that this action has touched.
    pub(crate) fn document(&self, id: RecordId) -> Option<&AutoCommit> {
        self.staged.get(&id).map(|staged| &staged.doc)
    }

    /// Who acts.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Lets somebody else act, and gives who did so far.
    #[cfg(test)]
    pub(crate) fn act_as(&mut self, actor: Actor) -> Actor {
        std::mem::replace(&mut self.actor, actor)
    }

    /// Adds a record to a register, with its starting values under `ops`.
    ///
    /// # Errors
    /// When a required field is empty, a value does not fit, or only others may add such records.
    pub fn create(&mut self, register: &'static Register, ops: &[Op]) -> Result<RecordId> {
        self.refuse_adding(register, ops)?;
        self.create_asked(register, ops)
    }

    /// The same for what a person asked for in a place of its own, whoever may add such records by hand.
    pub(crate) fn create_asked(&mut self, register: &'static Register, ops: &[Op]) -> Result<RecordId> {
        refuse_typed(register, &parse::preview(&Record::default(), &workflow::defaults(register, &self.actor)), ops)?;
        if let Some(field) = version::forged(register, &Record::default(), ops) {
            return Err(Error::Computed(field.to_owned()));
        }
        step::refuse_unnamed(&self.shelf, register, ops)?;
        self.create_by(register, ops, By::Person)
    }

    /// Adds a record that a step brings with it, with what the program computed among the values. What the office alone
    /// wants filled is not asked for: nobody was there to fill it, and the step must not fail for it.
    pub(crate) fn create_following(&mut self, register: &'static Register, ops: &[Op]) -> Result<RecordId> {
        self.create_by(register, ops, By::Step)
    }

    fn create_by(&mut self, register: &'static Register, ops: &[Op], by: By) -> Result<RecordId> {
        let id = self.fresh_record(self.shelf.of(register));
        self.create_starting(id, register, ops, by)?;
        Ok(id)
    }

    /// Adds a record under an id that was chosen for it, with what the person and the moment of the act begin it with.
    pub(crate) fn create_starting(&mut self, id: RecordId, register: &'static Register, ops: &[Op], by: By) -> Result<()> {
        let register = self.shelf.of(register);
        let defaults = self.signed_by_author(register, workflow::defaults(register, &self.actor));
        let mut ops = version::stamped(register, &parse::preview(&Record::default(), &defaults), ops);
        ops = self.signed_by_author(register, ops);
        if !ops.iter().any(|op| matches!(op, Op::State(_))) {
            // A field that is filled in may prove a later state, but never passes by a role or a condition.
            let proved = table::arrival(register, &ops).filter(|state| workflow::is_free(register, state, &self.actor.roles));
            ops.extend(proved.map(|s| Op::State(s.to_owned())));
        }
        ops.extend(self.due_from_the_beginning(register, &defaults, &ops)?.into_iter().chain(self.labelled(register, None, &ops)?));
        ops.extend(self.term_of(register, &ops)?);
        if by == By::Person {
            ops.extend(self.follows(register, &defaults, &ops, false)?);
        }
        self.create_as(id, register, defaults, &ops, by)?;
        stocktake::follow_count(self, id, register.key)?;
        self.confirm_booking(id, register)
    }

    /// Adds a record that follows from others, under the id that follows from them: other desks that add it as well write the
    /// same, so that it starts without the person and the moment of the act.
    pub(crate) fn create_derived(&mut self, id: RecordId, register: &'static Register, ops: &[Op]) -> Result<()> {
        let register = self.shelf.of(register);
        let defaults = workflow::constant_defaults(register);
        let due = self.due_from_the_beginning(register, &defaults, ops)?;
        let ops: Vec<Op> = ops.iter().cloned().chain(due).collect();
        self.create_as(id, register, defaults, &ops, By::Step)
    }

    /// Leaves for further commits what this one does not hold.
    pub(crate) fn leave(&mut self, rest: Unfinished) {
        self.unfinished = Some(rest);
    }

    /// Notes for whom a step is done.
    pub(crate) fn act_for(&mut self, principal: Option<&String>) {
        self.principal = self.principal.take().or_else(|| principal.cloned());
    }

    /// How many other records one commit brings a step to.
    pub(crate) fn part(&self) -> usize {
        self.part
    }

    /// A fresh record id: a ULID whose first two random bytes count the records of this action, so that a list keeps its
    /// order, and whose last byte is the space, so that one id can never stand in two spaces.
    fn fresh_record(&mut self, register: &Register) -> RecordId {
        let mut random = [0; 16];
        (self.entropy)(&mut random);
        let mut bytes = record_id(register, self.now.unix_ms, random).to_bytes();
        let [_, _, _, _, _, _, high, low, ..] = &mut bytes;
        if !register.unnamed {
            [*high, *low] = (self.staged.len() as u16).to_be_bytes();
        }
        RecordId::from_bytes(bytes)
    }

    fn create_as(&mut self, id: RecordId, register: &'static Register, defaults: Vec<Op>, ops: &[Op], by: By) -> Result<()> {
        self.enter(register)?;
        let mut doc = AutoCommit::new().with_actor(self.automerge_actor.clone());
        document::begin(&mut doc, register)?;
        let given = |field: &str| ops.iter().any(|op| matches!(op, Op::Set { field: f, .. } if f == field));
        let mut all = defaults;
        all.retain(|op| !matches!(op, Op::Set { field, .. } if given(field)));
        all.extend_from_slice(ops);
        check_values(register, &all)?;
        if by == By::Person {
            self.refuse_number(id, register, &Record::default(), &all)?;
            if !settled::is_past(register, &all) {
                self.refuse_relisted(register, &Record::default(), &all)?;
            }
        }
        let (texts, said) = (Texts::new(), Vec::new());
        self.staged.insert(id, Staged { register, doc, changes: Vec::new(), record: None, before: None, texts, said, tokens: false });
        self.write(id, &all)?;
        if let Some(numbering) = register.number.filter(|n| n.at_creation)
            && !self.current(id)?.is_filled(numbering.field)
        {
            self.allot(id)?;
        }
        self.follow_keeping(id, register, &Record::default())?;
        self.follow_items(id, register, &Record::default())?;
        self.follow_costs(id, register, &Record::default())?;
        let asked = if by == By::Person { register } else { as_it_comes(register) };
        refuse_new_faults(asked, &Record::default(), self.current(id)?)?;
        refuse_itself(id, register, &Record::default(), self.current(id)?)?;
        self.refuse_useless(id, register, true)
    }

    /// Refuses a setting of the office that would have no effect, with the reason, and notes what it was made in sight of.
    /// Only here: what a merge makes of settings
    /// is left out where the registers are made.
    fn refuse_useless(&mut self, id: RecordId, register: &Register, fresh: bool) -> Result<()> {
        if register.key != adjustments::REGISTER.key || self.current(id)?.state() != register.first_state() {
            return Ok(());
        }
        // Those of this action are not on the shelf yet.
        let shelf = self.shelf.with_more(self.touched(register.key).len().saturating_sub(1));
        // The office may have named the register otherwise, and may do so again: its key is what is kept.
        let named = self.current(id)?.text(adjustments::REGISTER_KEY.id()).to_owned();
        if let Some(meant) = shelf.find(&named).filter(|meant| meant.key != named) {
            self.write(id, &[Op::set(adjustments::REGISTER_KEY, meant.key)])?;
        }
        match registers::shelf::check(&shelf, self.current(id)?, fresh) {
            Some(fault) => Err(Error::Rule { field: fault.field.to_owned(), reason: fault.reason }),
            None => self.note_in_sight(id),
        }
    }

    /// Changes a record.
    ///
    /// # Errors
    /// When the record is unknown, a value does not fit, or only others may change it.
    pub fn change(&mut self, id: RecordId, ops: &[Op]) -> Result<()> {
        let register = self.stage(id)?;
        check_values(register, ops)?;
        let before = Arc::clone(self.current(id)?);
        self.refuse_changing(register, &before, ops)?;
        refuse_typed(register, &before, ops)?;
        refuse_changed_facts(register, &before, ops)?;
        step::refuse_unnamed(&self.shelf, register, ops)?;
        refuse_locked(register, &before, ops)?;
        refuse_settled(self.conn, id, register, &before, ops)?;
        self.refuse_number(id, register, &before, ops)?;
        self.refuse_relisted(register, &before, ops)?;
        let follows = self.due_again(register, &before, ops)?.into_iter().chain(self.labelled(register, Some(&before), ops)?);
        let mut follows: Vec<Op> = follows.collect();
        follows.extend(self.length_again(register, &before, ops)?);
        self.write(id, &version::stamped(register, &before, ops))?;
        self.write(id, &follows)?;
        self.follow_keeping(id, register, &before)?;
        self.follow_items(id, register, &before)?;
        self.follow_costs(id, register, &before)?;
        self.follow_term(id, register, &before)?;
        refuse_new_faults(register, &before, self.current(id)?)?;
        refuse_itself(id, register, &before, self.current(id)?)?;
        self.refuse_useless(id, register, false)
    }

    /// Changes a record as the program does by itself: with what it computed, and with what stood there before.
    pub(crate) fn put_back(&mut self, id: RecordId, ops: &[Op]) -> Result<()> {
        let register = self.stage(id)?;
        check_values(register, ops)?;
        let before = self.record(id)?;
        self.write(id, ops)?;
        refuse_itself(id, register, &before, self.current(id)?)?;
        refuse_new_faults(as_it_comes(register), &before, self.current(id)?)
    }

    /// Adds a row to a lines field and gives its id.
    ///
    /// # Errors
    /// When the record is unknown, the field has no such column or the record is full.
    pub fn append(&mut self, id: RecordId, field: &str, cells: Vec<(String, Value)>) -> Result<String> {
        let mut random = [0; 16];
        (self.entropy)(&mut random);
        let row = RecordId::from_parts(self.now.unix_ms, u128::from_le_bytes(random)).to_string();
        self.change(id, &[Op::Line { field: field.to_owned(), row: row.clone(), cells }])?;
        Ok(row)
    }

    /// The record as it is now in this action.
    ///
    /// # Errors
    /// When it is unknown.
    pub fn record(&mut self, id: RecordId) -> Result<Record> {
        Ok(Record::clone(self.current(id)?))
    }

    /// A record that this action has touched, as it is now.
    pub(crate) fn staged(&mut self, id: RecordId) -> Option<Record> {
        self.staged.get_mut(&id).map(|staged| Record::clone(staged.record()))
    }

    /// The records of a register that this action has touched.
    pub(crate) fn touched(&self, register: &str) -> Vec<RecordId> {
        self.staged.iter().filter(|(_, staged)| staged.register.key == register).map(|(id, _)| *id).collect()
    }

    /// Writes what was planned for a record that was `before`, and gives it a number if it is to have one. What the office
    /// alone wants filled does not stop a step that takes it away; what the step asks for was looked at when it was planned.
    pub(crate) fn write_planned(&mut self, id: RecordId, before: &Record, plan: &Plan) -> Result<()> {
        let register = self.stage(id)?;
        self.write(id, &plan.ops)?;
        self.follow_keeping(id, register, before)?;
        self.follow_term(id, register, before)?;
        if plan.number && !self.allot(id)? && plan.number_needed {
            return Err(Error::NoLease(register.key.to_owned()));
        }
        refuse_itself(id, register, before, self.current(id)?)?;
        refuse_new_faults(as_it_comes(register), before, self.current(id)?)
    }

    fn current(&mut self, id: RecordId) -> Result<&Arc<Record>> {
        self.stage(id)?;
        self.staged.get_mut(&id).map(Staged::record).ok_or(Error::UnknownRecord(id))
    }

    /// Whether a record was ever in another state than its first one.
    pub(crate) fn has_left_first(&mut self, id: RecordId) -> Result<bool> {
        let register = self.stage(id)?;
        // A copy, since reading the changes closes what is being written.
        let doc = self.staged.get(&id).map(|staged| staged.doc.clone());
        Ok(doc.is_none_or(|mut doc| document::has_left_first(&mut doc, register)))
    }

    /// A fresh id, for rows.
    pub fn fresh_id(&mut self) -> String {
        let mut random = [0; 16];
        (self.entropy)(&mut random);
        RecordId::from_parts(self.now.unix_ms, u128::from_le_bytes(random)).to_string()
    }

    fn enter(&mut self, register: &Register) -> Result<()> {
        let space = register.space.number();
        if *self.space.get_or_insert(space) == space { Ok(()) } else { Err(Error::SpansSpaces) }
    }

    pub(crate) fn stage(&mut self, id: RecordId) -> Result<&'static Register> {
        if let Some(staged) = self.staged.get(&id) {
            return Ok(staged.register);
        }
        let Ready { mut doc, record, texts, tokens, .. } = self.prepared.take(self.conn, id)?.ok_or(Error::UnknownRecord(id))?;
        let register = self.shelf.by_key(&record.register).ok_or_else(|| Error::UnknownRegister(record.register.clone()))?;
        self.enter(register)?;
        doc.set_actor(self.automerge_actor.clone());
        let (before, said) = (Some(Arc::clone(&record)), Vec::new());
        self.staged.insert(id, Staged { register, doc, changes: Vec::new(), before, record: Some(record), texts, said, tokens });
        Ok(register)
    }

    fn write(&mut self, id: RecordId, ops: &[Op]) -> Result<()> {
        if ops.is_empty() {
            return Ok(());
        }
        let seconds = (self.now.unix_ms / 1000) as i64;
        let staged = self.staged.get_mut(&id).ok_or(Error::UnknownRecord(id))?;
        let standing = staged.record.take();
        let points = pointer::has_rule(staged.register);
        if points {
            let before = standing.clone().unwrap_or_else(|| Arc::new(staged.read()));
            refuse_beside_pointer(staged.register, &parse::preview(&before, ops))?;
        }
        // What a record that only points at a paper does not say may come to light again.
        let is_foreseen = |record: &&Arc<Record>| ops.iter().all(is_plain) && !(points && pointer::of(staged.register, record).is_some());
        let foreseen = standing.as_ref().filter(is_foreseen).map(|record| parse::preview(record, ops));
        for op in ops {
            match op {
                Op::Text { field, text } => write_text(staged, field, text, seconds)?,
                op => {
                    if let Some(op) = staged.apart(op, standing.as_deref(), self.entropy)? {
                        document::write(&mut staged.doc, std::slice::from_ref(&*op))?;
                    }
                }
            }
        }
        // Reading a document takes as long as writing to it.
        debug_assert!(foreseen.as_ref().is_none_or(|foreseen| *foreseen == staged.read()), "{ops:?}");
        staged.record = foreseen.map(Arc::new);
        if ops.iter().any(|op| matches!(op, Op::Line { .. })) {
            let rows: usize = staged.record().lines.values().map(Vec::len).sum();
            if rows > MAX_LINES {
                return Err(DocumentError::TooManyLines.into());
            }
        }
        Ok(())
    }
}

//! Two writings of one text that come from the same older one.

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, ObjType, ROOT, ReadDoc};

use super::DocumentError;

/// What `mine` and `theirs`, both written from `base`, come to together: character by character, as if two desks had written
/// them without knowing of each other. The same everywhere: where both wrote at one place, theirs comes first.
///
/// # Errors
/// When Automerge refuses.
pub fn merge_text(base: &str, mine: &str, theirs: &str) -> Result<String, DocumentError> {
    let mut doc = AutoCommit::new().with_actor(ActorId::from([0_u8]));
    let text = doc.put_object(ROOT, "text", ObjType::Text)?;
    doc.splice_text(&text, 0, 0, base)?;
    doc.commit();
    let mut other = doc.fork().with_actor(ActorId::from([1_u8]));
    doc.update_text(&text, mine)?;
    other.update_text(&text, theirs)?;
    doc.merge(&mut other)?;
    Ok(doc.text(&text)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn both_writings_are_kept() {
        let merged = |base, mine, theirs| merge_text(base, mine, theirs).unwrap();
        assert_eq!(merged("请教务处阅。", "请教务处阅办。", "拟请教务处阅。"), "拟请教务处阅办。");
        assert_eq!(merged("", "甲。", "乙。"), "乙。甲。");
        assert_eq!(merged("一二三", "一三", "一二三四"), "一三四");
    }

    proptest! {
        #[test]
        fn what_one_alone_wrote_is_what_comes_of_it(base in "[a-e一二]{0,12}", written in "[a-e一二]{0,12}") {
            prop_assert_eq!(merge_text(&base, &written, &base).unwrap(), written.clone());
            prop_assert_eq!(merge_text(&base, &base, &written).unwrap(), written);
        }
    }
}

//! What an entry calls the act that it is: `step:REGISTER:STEP`, `create:REGISTER` or `edit:REGISTER`, and behind that for whom it
//! was done, if for somebody else.

use registers::workflow;

use crate::MAX_LABEL;

/// The label of an act, with the name of whom it was done for.
pub(super) fn of_act(label: &str, principal: Option<String>) -> String {
    let named = principal.filter(|_| parted(label).is_some());
    let label = named.map_or_else(|| label.to_owned(), |name| format!("{label}:{name}"));
    label.chars().take(MAX_LABEL).collect()
}

/// Register, step and for whom, of the label of a step.
pub(crate) fn parts_of_step(label: &str) -> Option<(&str, &str, Option<&str>)> {
    let (register, rest) = label.strip_prefix("step:")?.split_once(':')?;
    Some(rest.split_once(':').map_or((register, rest, None), |(step, principal)| (register, step, Some(principal))))
}

/// The label of an act that may be done for somebody, without whom, and for whom it was done.
fn parted(label: &str) -> Option<(&str, Option<&str>)> {
    let (kind, _) = label.split_once(':')?;
    let parts = match kind {
        "step" => 2,
        "create" | "edit" => 1,
        _ => return None,
    };
    let end = label.match_indices(':').nth(parts).map(|(at, _)| at);
    Some(end.and_then(|at| label.split_at_checked(at)).map_or((label, None), |(act, principal)| (act, principal.get(1..))))
}

/// The label of an act as it is shown: [`signature`] tells for whom it was done.
pub(crate) fn shown(mut label: String) -> String {
    if let Some((act, Some(_))) = parted(&label) {
        label.truncate(act.len());
    }
    label
}

/// Who did an act: where it was done for somebody else, both.
pub(crate) fn signature(person: &str, label: &str) -> String {
    match parted(label) {
        Some((_, Some(principal))) => workflow::acted_for(person, principal),
        _ => person.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_was_done_for_somebody_else_says_so() {
        let label = of_act("step:incoming-documents:instruct", Some("孙主任".to_owned()));
        assert_eq!(parts_of_step(&label), Some(("incoming-documents", "instruct", Some("孙主任"))));
        assert_eq!(signature("李四", &label), "李四（代孙主任）");
        assert_eq!(shown(label), "step:incoming-documents:instruct");
        assert_eq!(signature("李四", "step:incoming-documents:instruct"), "李四");
        let added = of_act("create:visits", Some("孙主任".to_owned()));
        assert_eq!((signature("李四", &added).as_str(), shown(added).as_str()), ("李四（代孙主任）", "create:visits"));
        assert_eq!(shown("create:visits".to_owned()), "create:visits");
        assert_eq!(of_act("import:visits:3", Some("孙主任".to_owned())), "import:visits:3", "nobody is told of there");
        assert!(of_act("step:a:b", Some("长".repeat(500))).chars().count() <= MAX_LABEL);
    }
}

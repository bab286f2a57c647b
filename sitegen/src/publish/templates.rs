//! The templates of `sitegen/templates/`, carried in the program.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior, Value, escape_formatter};

/// Every template by name. A page's template extends `base.html`.
const TEMPLATES: [(&str, &str); 38] = [
    ("base.html", include_str!("../../templates/base.html")),
    ("macros.html", include_str!("../../templates/macros.html")),
    ("accueil.html", include_str!("../../templates/accueil.html")),
    ("annuaire.html", include_str!("../../templates/annuaire.html")),
    ("commune.html", include_str!("../../templates/commune.html")),
    ("communes.html", include_str!("../../templates/communes.html")),
    ("epci.html", include_str!("../../templates/epci.html")),
    ("departement.html", include_str!("../../templates/departement.html")),
    ("structure.html", include_str!("../../templates/structure.html")),
    ("structure-fermee.html", include_str!("../../templates/structure-fermee.html")),
    ("besoins.html", include_str!("../../templates/besoins.html")),
    ("besoin.html", include_str!("../../templates/besoin.html")),
    ("niveau.html", include_str!("../../templates/niveau.html")),
    ("reseaux.html", include_str!("../../templates/reseaux.html")),
    ("reseau.html", include_str!("../../templates/reseau.html")),
    ("orientation.html", include_str!("../../templates/orientation.html")),
    ("service.html", include_str!("../../templates/service.html")),
    ("chiffres.html", include_str!("../../templates/chiffres.html")),
    ("ressources.html", include_str!("../../templates/ressources.html")),
    ("ressources-choix.html", include_str!("../../templates/ressources-choix.html")),
    ("ressources-recherche.html", include_str!("../../templates/ressources-recherche.html")),
    ("ressource.html", include_str!("../../templates/ressource.html")),
    ("references.html", include_str!("../../templates/references.html")),
    ("agenda.html", include_str!("../../templates/agenda.html")),
    ("agenda-passes.html", include_str!("../../templates/agenda-passes.html")),
    ("evenement.html", include_str!("../../templates/evenement.html")),
    ("formations.html", include_str!("../../templates/formations.html")),
    ("formations-choix.html", include_str!("../../templates/formations-choix.html")),
    ("formation.html", include_str!("../../templates/formation.html")),
    ("lettre.html", include_str!("../../templates/lettre.html")),
    ("nouveautes.html", include_str!("../../templates/nouveautes.html")),
    ("paquet.html", include_str!("../../templates/paquet.html")),
    ("paquet-ressource.html", include_str!("../../templates/paquet-ressource.html")),
    ("paquet-formation.html", include_str!("../../templates/paquet-formation.html")),
    ("page.html", include_str!("../../templates/page.html")),
    ("integrer.html", include_str!("../../templates/integrer.html")),
    ("cadre.html", include_str!("../../templates/cadre.html")),
    ("404.html", include_str!("../../templates/404.html")),
];

/// The template engine: everything is escaped, an unknown variable is an error.
pub(super) fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|_| AutoEscape::Html);
    env.set_formatter(format);
    // A line that holds only a tag leaves nothing in the page.
    env.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    for (name, source) in TEMPLATES {
        env.add_template(name, source)?;
    }
    Ok(env)
}

/// Escapes text for elements and quoted attributes. The engine's own way escapes `/` too, which makes every
/// link of a page six times as long for nothing. A missing value must be tested for, never printed.
fn format(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    let escaped = matches!(state.auto_escape(), AutoEscape::Html) && !value.is_safe();
    match (value.kind(), value.as_str()) {
        (ValueKind::None, _) => {
            let kind = minijinja::ErrorKind::InvalidOperation;
            Err(minijinja::Error::new(kind, "a missing value would be printed"))
        }
        (ValueKind::String, Some(text)) if escaped => out.write_str(&escape(text)).map_err(Into::into),
        _ => escape_formatter(out, state, value),
    }
}

/// Text that is only text, in an element or a quoted attribute.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use minijinja::{Value, context};

    use super::environment;

    fn render(source: &str, value: Value) -> Result<String, minijinja::Error> {
        environment().unwrap().render_str(source, context! { value })
    }

    #[test]
    fn text_is_escaped_and_links_stay_readable() {
        assert_eq!(render("{{ value }}", "a/b<i>&\"'".into()).unwrap(), "a/b&lt;i&gt;&amp;&quot;&#39;");
        assert_eq!(render("{{ value }}", Value::from_safe_string("<i>".into())).unwrap(), "<i>");
    }

    #[test]
    fn what_is_missing_is_an_error() {
        assert!(render("{{ other }}", 1.into()).is_err());
        assert!(render("{{ value }}", Value::from(())).is_err());
        assert!(render("{{ value.other }}", 1.into()).is_err());
    }
}

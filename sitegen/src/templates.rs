//! The templates of `sitegen/templates/`, carried in the program; a site may have its own of the same names.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior, Value, escape_formatter};

/// One of our templates.
macro_rules! ours {
    ($name:literal) => {
        ($name, concat!("azimut/", $name), include_str!(concat!("../templates/", $name)))
    };
}

/// Every template: its name, how one of the site's own of that name calls it, and its text. A page's template extends
/// `base.html`.
const TEMPLATES: [(&str, &str, &str); 46] = [
    ours!("base.html"),
    ours!("macros.html"),
    ours!("accueil.html"),
    ours!("a-distance.html"),
    ours!("annuaire.html"),
    ours!("journal.html"),
    ours!("donnees.html"),
    ours!("commune.html"),
    ours!("communes.html"),
    ours!("epci.html"),
    ours!("departement.html"),
    ours!("structure.html"),
    ours!("structure-fermee.html"),
    ours!("besoins.html"),
    ours!("besoin.html"),
    ours!("niveau.html"),
    ours!("reseaux.html"),
    ours!("reseau.html"),
    ours!("orientation.html"),
    ours!("service.html"),
    ours!("chiffres.html"),
    ours!("ressources.html"),
    ours!("ressources-choix.html"),
    ours!("ressources-recherche.html"),
    ours!("ressource.html"),
    ours!("redirection.html"),
    ours!("references.html"),
    ours!("agenda.html"),
    ours!("agenda-passes.html"),
    ours!("evenement.html"),
    ours!("formations.html"),
    ours!("formations-choix.html"),
    ours!("formation.html"),
    ours!("lettre.html"),
    ours!("nouveautes.html"),
    ours!("partage.svg"),
    ours!("paquet.html"),
    ours!("paquet-ressource.html"),
    ours!("paquet-formation.html"),
    ours!("page.html"),
    ours!("plan.html"),
    ours!("rubriques.html"),
    ours!("sobriete.html"),
    ours!("integrer.html"),
    ours!("cadre.html"),
    ours!("404.html"),
];

/// The names of our templates.
pub fn names() -> impl Iterator<Item = &'static str> {
    TEMPLATES.iter().map(|(name, ..)| *name)
}

/// One of our templates.
#[must_use]
pub fn source(name: &str) -> Option<&'static str> {
    TEMPLATES.iter().find(|(own, ..)| *own == name).map(|(.., source)| *source)
}

/// Reads a template, to find what is wrong in it.
///
/// # Errors
/// What is wrong, and on which line.
pub(crate) fn parse(name: &str, source: &str) -> Result<(), Error> {
    engine()?.template_from_named_str(name, source).map(drop)
}

/// The template engine: everything is escaped, an unknown variable is an error. `own` are the templates of the site,
/// name and text: they stand for ours, which they may extend or include as `azimut/…`.
pub(crate) fn environment(own: &[(String, String)]) -> Result<Environment<'_>, Error> {
    let mut env = engine()?;
    for (name, original, source) in TEMPLATES {
        env.add_template(name, source)?;
        env.add_template(original, source)?;
    }
    for (name, source) in own {
        env.add_template(name, source)?;
    }
    Ok(env)
}

/// The engine without a template.
fn engine<'a>() -> Result<Environment<'a>, Error> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|_| AutoEscape::Html);
    env.set_formatter(format);
    // A line that holds only a tag leaves nothing in the page.
    env.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    Ok(env)
}

/// Escapes text for elements and quoted attributes. The engine's own way escapes `/` too, which makes every
/// link of a page six times as long for nothing. A missing value must be tested for, never printed.
fn format(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
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
pub(crate) fn escape(text: &str) -> String {
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
        environment(&[]).unwrap().render_str(source, context! { value })
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

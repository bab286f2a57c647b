//! A site that has templates, a style and an icon of its own.

use super::{build, fails_after, minimal};
use crate::content::appearance::Appearance;

pub(super) fn own(templates: &[(&str, &str)]) -> Appearance {
    let templates = templates.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    Appearance { templates: templates.collect(), ..Appearance::default() }
}

#[test]
fn a_file_of_the_same_name_stands_for_ours() {
    let ours = build(&minimal());
    let mut content = minimal();
    content.appearance = own(&[
        (
            "page.html",
            "{% extends \"azimut/page.html\" %}\n{% block main %}{{ super() }}<p>Écrit par {{ site.title }}.</p>{% endblock %}",
        ),
        (
            "base.html",
            "{% extends \"azimut/base.html\" %}\n{% block footer %}{% include \"signature.html\" %}{% endblock %}",
        ),
        ("signature.html", "<footer>Signé.</footer>"),
    ]);
    content.appearance.added_style = Some(":root { --azimut-accent: #700; }\n".to_owned());
    content.appearance.icon = Some("<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_owned());
    let built = build(&content);
    let page = built.text("a-propos/index.html");
    assert!(
        page.contains("<p>Cet annuaire est <strong>fictif</strong>.</p>") && page.contains("<p>Écrit par ")
    );
    for (path, html) in built.pages().filter(|(path, _)| *path != "cadre/index.html") {
        assert!(html.contains("<footer>Signé.</footer>") && !html.contains("class=\"bottom\""), "{path}");
    }
    let style = |files: &super::Built| {
        let path = files.files.keys().find(|path| path.starts_with("assets/site-")).unwrap();
        files.text(path).to_owned()
    };
    assert_eq!(style(&built), format!("{}\n:root {{ --azimut-accent: #700; }}\n", style(&ours)));
    let icon = built.files.keys().find(|path| path.starts_with("assets/icone-")).unwrap();
    assert_eq!(built.text(icon), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    assert_eq!(built.files.len(), ours.files.len());

    content.appearance =
        Appearance { style: Some("main { color: red }\n".to_owned()), ..Appearance::default() };
    let own = style(&build(&content));
    assert!(
        own.starts_with(":root {\n  --azimut-accent: ") && own.ends_with("}\n\nmain { color: red }\n"),
        "{own}"
    );
}

#[test]
fn what_a_template_does_not_know_is_told_with_its_line() {
    for (name, text, said) in [
        (
            "page.html",
            "{% extends \"azimut/page.html\" %}\n{% block main %}\n<h1>{{ titre }}</h1>\n{% endblock %}",
            "apparence/page.html:3 : valeur inconnue, ou absente de cette page : « <h1>{{ titre }}</h1> » (page a-propos/index.html)",
        ),
        (
            "page.html",
            "{% extends \"azimut/page.html\" %}\n{% block main %}{{ page.titre }}{% endblock %}",
            "apparence/page.html:2 : valeur inconnue",
        ),
        ("accueil.html", "\n{% include \"perdu.html\" %}", "apparence/accueil.html:2 : modèle inconnu"),
        ("accueil.html", "{{ page.title|majuscules }}", "apparence/accueil.html:1 : filtre inconnu"),
    ] {
        let error = fails_after(|content, _| content.appearance = own(&[(name, text)]));
        let message = error.to_string().replace(['\u{a0}', '\u{202f}'], " ");
        assert!(message.contains(said), "{message}");
    }
}

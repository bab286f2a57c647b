//! Structured data for search engines: each place of welcome as a schema.org `GovernmentOffice`.

use serde_json::{Value, json};

use crate::content::structures::{Place, Structure};
use crate::french::phone;
use crate::rules::{courriel, site_web};

/// The JSON-LD of a structure, safe inside a `<script>` element. `canonical` is the address of its page.
pub(super) fn structure(structure: &Structure, canonical: &str) -> String {
    let places: Vec<Value> =
        structure.places.iter().map(|place| office(structure, place, canonical)).collect();
    in_script(&json!({ "@context": "https://schema.org", "@graph": places }))
}

fn office(structure: &Structure, place: &Place, canonical: &str) -> Value {
    let name = match &place.name {
        Some(name) => format!("{} – {name}", structure.name),
        None => structure.name.clone(),
    };
    let street = match &place.complement {
        Some(complement) => format!("{}, {complement}", place.address),
        None => place.address.clone(),
    };
    let mut office = json!({
        "@type": "GovernmentOffice",
        "@id": format!("{canonical}#{}", place.id),
        "name": name,
        "url": canonical,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": street,
            "postalCode": place.postcode,
            "addressLocality": place.commune,
            "addressCountry": "FR",
        },
        "geo": { "@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude },
    });
    let contacts = &place.contacts;
    let email = contacts.email.as_deref().filter(|email| courriel::fault(email).is_none());
    let website = contacts.website.as_deref().filter(|website| site_web::fault(website).is_none());
    if let Some(phone) = contacts.phone.as_deref().and_then(phone::dialable) {
        office["telephone"] = json!(phone);
    }
    if let Some(email) = email {
        office["email"] = json!(email);
    }
    if let Some(website) = website {
        office["sameAs"] = json!(website);
    }
    office
}

/// JSON whose text cannot end the element that holds it.
fn in_script(value: &Value) -> String {
    value.to_string().replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e")
}

#[cfg(test)]
mod tests {
    use super::in_script;

    #[test]
    fn text_cannot_end_the_script() {
        let value = serde_json::json!({ "name": "</script><script>alert(1)</script>&<!--" });
        let text = in_script(&value);
        assert!(!text.contains(['<', '>', '&']), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
    }
}

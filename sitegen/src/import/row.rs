//! One row of a spreadsheet as a place of welcome with its structure, or the reasons why not.

use csv::StringRecord;
use jiff::civil::Date;

use super::cells::{
    code, date, date_hint, degrees_hint, garbled, header_position, phones, plain_cell, projected,
};
use super::mapping::{Defaults, Mapping};
use super::record::{Place, Record, Service};
use super::report::Problem;
use crate::diagnostics::did_you_mean;
use crate::rules::{Fault, code_postal, coordonnees, courriel, dates, horaires, site_web, telephone};
use crate::sources::words::{Fee, Keyword, Level, Mode};

/// Reads rows by the mapping.
pub(super) struct Reader<'a> {
    pub(super) mapping: &'a Mapping,
    pub(super) header: &'a StringRecord,
    pub(super) today: Date,
    /// The last value of each column that is not empty, and the line of its row.
    pub(super) above: Vec<(String, u64)>,
}

/// Nothing was verified before.
const OLDEST: i16 = 2000;

/// A row being read.
struct Row<'a> {
    reader: &'a Reader<'a>,
    record: &'a StringRecord,
    line: u64,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    /// The row as a record, and everything that was not taken of it. Without record, the row is refused.
    pub(super) fn read(&mut self, row: &StringRecord, line: u64) -> (Option<Record>, Vec<Problem>) {
        let mut reading = Row { reader: self, record: row, line, problems: Vec::new() };
        let record = reading.record();
        let problems = reading.problems;
        let refused = problems.iter().any(|problem| problem.refused);
        self.above.resize(self.above.len().max(row.len()), (String::new(), 0));
        for (cell, above) in row.iter().zip(&mut self.above) {
            if !cell.trim().is_empty() {
                *above = (cell.trim().to_owned(), line);
            }
        }
        (record.filter(|_| !refused), problems)
    }
}

impl Row<'_> {
    fn record(&mut self) -> Option<Record> {
        if self.record.iter().skip(self.reader.header.len()).any(|cell| !cell.trim().is_empty()) {
            let reason = format!("{} cellules pour {} colonnes", self.record.len(), self.reader.header.len());
            self.refuse_row("(toutes)", reason);
            return None;
        }
        let mut filled = self.record.iter().map(plain_cell).filter(|cell| !cell.is_empty());
        if let (Some(only), None) = (filled.next(), filled.next()) {
            self.refuse_row("(toutes)", format!("rien d’autre que « {only} »"));
            return None;
        }
        for (column, cell) in self.reader.header.iter().zip(self.record) {
            if let Some(cause) = garbled(cell) {
                self.refuse_row(column.trim(), format!("{cause} : « {} »", plain_cell(cell)));
                return None;
            }
        }
        // Everything is read before giving up, so that all the reasons are told.
        let (name, networks) = (self.required("nom"), self.networks());
        let place = self.place();
        let mut more_contacts = Vec::new();
        let service = self.service(&networks, &mut more_contacts);
        Some(Record {
            line: self.line,
            group: self.group(),
            name: name?,
            acronym: self.text("sigle"),
            networks,
            fee: self.fee(),
            fee_details: self.text("frais_precisions"),
            label_year: self.label_year(),
            source: self.text("source"),
            description: self.raw("description"),
            service: service?,
            place: place?,
            more_contacts,
        })
    }

    fn place(&mut self) -> Option<Place> {
        let address = self.required("adresse");
        let postcode = self.postcode();
        let commune = self.required("commune");
        let insee = self.insee();
        let point = self.point();
        let hours = self.optional("horaires", horaires::fault);
        let (latitude, longitude) = point?;
        Some(Place {
            name: self.text("lieu"),
            address: address?,
            complement: self.text("complement"),
            postcode: postcode?,
            commune: commune?,
            insee: insee?,
            latitude,
            longitude,
            hours,
        })
    }

    fn service(&mut self, networks: &[String], more: &mut Vec<String>) -> Option<Service> {
        let needs = self.list_or("besoins", networks, |defaults| &defaults.needs);
        if needs.is_empty() && !networks.is_empty() {
            self.refuse(
                "besoins",
                "aucun besoin, ni dans la ligne ni pour son réseau dans la correspondance".to_owned(),
            );
        }
        let levels = self.list_or("niveaux", networks, |defaults| &defaults.levels);
        let modes = self.list_or("modes", networks, |defaults| &defaults.modes);
        Some(Service {
            needs,
            publics: self.list_or("publics", networks, |defaults| &defaults.publics),
            levels: self.known_words::<Level>("niveaux", levels),
            modes: self.known_words::<Mode>("modes", modes),
            phone: self.contact("telephone", "Autre téléphone", telephone::fault, more),
            email: self.contact("courriel", "Autre courriel", courriel::fault, more),
            website: self.contact("site_web", "Autre site", site_web::fault, more),
            verified: self.verified()?,
        })
    }

    /// The networks of the row: by its own column, else by its type.
    fn networks(&mut self) -> Vec<String> {
        let named = self.list("reseaux");
        if !named.is_empty() {
            return named;
        }
        let Some(kind) = self.required("type") else { return Vec::new() };
        if let Some(network) = self.reader.mapping.types.get(&kind) {
            return vec![network.clone()];
        }
        let known = self.reader.mapping.types.keys().map(String::as_str);
        let hint = did_you_mean(&kind, known).map(|hint| format!(" ; {hint}")).unwrap_or_default();
        self.refuse("type", format!("type absent de la correspondance : « {kind} »{hint}"));
        Vec::new()
    }

    fn fee(&mut self) -> String {
        let word = self.text("frais").to_lowercase();
        if !word.is_empty() && Fee::parse(&word).is_none() {
            self.leave_out("frais", format!("« {word} » : « gratuit » ou « payant » attendu"));
            return String::new();
        }
        word
    }

    fn label_year(&mut self) -> String {
        let text = self.text("label_annee");
        let right = text.is_empty()
            || text.parse().is_ok_and(|year: i16| (1990..=self.reader.today.year()).contains(&year));
        if right {
            return text;
        }
        self.leave_out("label_annee", format!("année improbable : « {text} »"));
        String::new()
    }

    /// Spreadsheets take codes for numbers and drop their leading zero.
    fn postcode(&mut self) -> Option<String> {
        let postcode = code(&self.required("code_postal")?);
        match code_postal::fault(&postcode) {
            Some(fault) => self.refuse_fault("code_postal", fault),
            None => Some(postcode),
        }
    }

    fn insee(&mut self) -> Option<String> {
        let insee = code(&self.required("insee")?.to_uppercase());
        let right = insee.len() == 5
            && insee
                .bytes()
                .enumerate()
                .all(|(i, byte)| byte.is_ascii_digit() || (i == 1 && matches!(byte, b'A' | b'B')));
        if !right {
            self.refuse("insee", format!("code INSEE mal formé : « {insee} »"));
        }
        right.then_some(insee)
    }

    fn point(&mut self) -> Option<(f64, f64)> {
        let metres = [self.text("latitude"), self.text("longitude")];
        if let Some(cause) = projected(&metres) {
            self.refuse("latitude", cause);
            return None;
        }
        let (latitude, longitude) = (self.degrees("latitude"), self.degrees("longitude"));
        let (latitude, longitude) = (latitude?, longitude?);
        match coordonnees::fault(latitude, longitude) {
            Some(fault) => self.refuse_fault("latitude", fault),
            None => Some((latitude, longitude)),
        }
    }

    fn degrees(&mut self, key: &'static str) -> Option<f64> {
        let text = self.required(key)?;
        // « 45.0433° N »
        let bare = text.trim_end_matches(['N', 'E', ' ', '°']).replace(',', ".");
        let number = bare.parse::<f64>().ok().filter(|degrees| degrees.is_finite());
        let lost =
            number.is_none_or(|degrees| degrees.abs() > 180.0).then(|| degrees_hint(&text, key)).flatten();
        if let Some(hint) = &lost {
            self.refuse(key, format!("« {text} » : {hint}"));
            return None;
        }
        if number.is_none() {
            self.refuse(key, format!("« {text} » n’est pas un nombre"));
        }
        number
    }

    fn verified(&mut self) -> Option<Date> {
        let text = self.required("verifie_le")?;
        let Some(day) = date(&text) else {
            self.refuse("verifie_le", format!("date illisible : « {text} » ; {}", date_hint(&text)));
            return None;
        };
        if day.year() < OLDEST {
            self.refuse("verifie_le", format!("date improbable : {day}"));
            return None;
        }
        match dates::fault(day, self.reader.today) {
            Some(fault) => self.refuse_fault("verifie_le", fault),
            None => Some(day),
        }
    }

    /// The first value of a cell that may hold several, the others kept for the description.
    fn contact(
        &mut self,
        key: &'static str,
        label: &str,
        fault: fn(&str) -> Option<Fault>,
        more: &mut Vec<String>,
    ) -> String {
        let mut values = Vec::new();
        let parts = match key {
            "telephone" => self.phones(),
            _ => self.split(key, false),
        };
        for value in parts {
            match fault(&value) {
                Some(fault) => self.leave_out(key, fault.message),
                None => values.push(value),
            }
        }
        let mut values = values.into_iter();
        let first = values.next().unwrap_or_default();
        more.extend(values.map(|value| format!("{label} : {value}")));
        first
    }

    /// The numbers of the cell, on several lines or not.
    fn phones(&self) -> Vec<String> {
        let cell = self.raw("telephone");
        let separator = self.reader.mapping.separators.get("telephone").filter(|text| !text.is_empty());
        let parts = separator
            .map_or_else(|| vec![cell.as_str()], |separator| cell.split(separator.as_str()).collect());
        parts.into_iter().filter(|part| !part.trim().is_empty()).flat_map(phones).collect()
    }

    fn optional(&mut self, key: &'static str, fault: fn(&str) -> Option<Fault>) -> String {
        // What people and word processors put in the place of a hyphen.
        let text = self.text(key).replace(['–', '—', '‑'], "-").replace(" - ", "-");
        match fault(&text).filter(|_| !text.is_empty()) {
            Some(fault) => {
                self.leave_out(key, fault.message);
                String::new()
            }
            None => text,
        }
    }

    fn known_words<K: Keyword>(&mut self, key: &'static str, words: Vec<String>) -> Vec<String> {
        let (known, unknown): (Vec<_>, Vec<_>) = words.into_iter().partition(|word| K::parse(word).is_some());
        for word in unknown {
            self.leave_out(key, format!("valeur inconnue : « {word} »"));
        }
        known
    }

    /// The values of a cell, else what its networks offer by default.
    fn list_or(
        &self,
        key: &'static str,
        networks: &[String],
        of: fn(&Defaults) -> &Vec<String>,
    ) -> Vec<String> {
        let named = self.list(key);
        if !named.is_empty() {
            return named;
        }
        let mut all = Vec::new();
        for value in networks.iter().filter_map(|id| self.reader.mapping.networks.get(id)).flat_map(of) {
            if !all.contains(value) {
                all.push(value.clone());
            }
        }
        all
    }

    fn list(&self, key: &'static str) -> Vec<String> {
        self.split(key, true)
    }

    /// The values of a cell, cut where the mapping says; lists are cut at commas when it says nothing.
    fn split(&self, key: &'static str, is_list: bool) -> Vec<String> {
        let text = self.text(key);
        let separator =
            self.reader.mapping.separators.get(key).map(String::as_str).filter(|text| !text.is_empty());
        let parts: Vec<&str> = match separator.or(is_list.then_some(",")) {
            Some(separator) => text.split(separator).collect(),
            None => vec![text.as_str()],
        };
        parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    fn required(&mut self, key: &'static str) -> Option<String> {
        let text = self.text(key);
        if text.is_empty() {
            let merged = self.above(key).filter(|_| self.may_be_merged(key)).map(|(value, line)| {
                format!(
                    " ; la ligne {line} porte « {value} » : cellules fusionnées ? (voir `recopier` dans la correspondance)"
                )
            });
            self.refuse(key, format!("cellule vide{}", merged.unwrap_or_default()));
            return None;
        }
        Some(text)
    }

    /// Whether an empty cell is likely one of several that were merged: what rows of one structure share, and the commune
    /// when nothing of it is there.
    fn may_be_merged(&self, key: &str) -> bool {
        match key {
            "latitude" | "longitude" | "adresse" => false,
            "commune" | "code_postal" | "insee" => {
                ["commune", "code_postal", "insee"].into_iter().all(|key| self.text(key).is_empty())
            }
            _ => true,
        }
    }

    /// The last value above in the column of a field, and its line.
    fn above(&self, key: &'static str) -> Option<&(String, u64)> {
        let column = self.reader.mapping.columns.get(key)?;
        let above = self.reader.above.get(header_position(self.reader.header, &column.value)?)?;
        (!above.0.is_empty()).then_some(above)
    }

    /// A cell on one line.
    fn text(&self, key: &'static str) -> String {
        self.raw(key).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A cell as it is, else the constant.
    fn raw(&self, key: &'static str) -> String {
        let column = self.reader.mapping.columns.get(key);
        let cell = column.map(|column| self.cell(&column.value)).unwrap_or_default();
        if !cell.is_empty() {
            return cell;
        }
        let filled = self.reader.mapping.fill_down.iter().any(|field| field == key);
        let above = self.above(key).filter(|_| filled).map(|(value, _)| value.clone());
        above.or_else(|| self.reader.mapping.constants.get(key).cloned()).unwrap_or_default()
    }

    fn cell(&self, column: &str) -> String {
        let position = header_position(self.reader.header, column);
        let cell = position.and_then(|position| self.record.get(position)).unwrap_or_default();
        plain_cell(cell)
    }

    fn group(&self) -> String {
        self.reader.mapping.group_by.as_ref().map(|column| self.cell(&column.value)).unwrap_or_default()
    }

    fn refuse_fault<T>(&mut self, key: &'static str, fault: Fault) -> Option<T> {
        let hint = fault.hint.map(|hint| format!(" ; {hint}")).unwrap_or_default();
        self.refuse(key, format!("{}{hint}", fault.message));
        None
    }

    fn refuse(&mut self, key: &'static str, reason: String) {
        self.refuse_row(&self.column_name(key), reason);
    }

    fn refuse_row(&mut self, column: &str, reason: String) {
        self.problems.push(Problem { line: self.line, column: column.to_owned(), reason, refused: true });
    }

    fn leave_out(&mut self, key: &'static str, reason: String) {
        let column = self.column_name(key);
        self.problems.push(Problem { line: self.line, column, reason, refused: false });
    }

    fn column_name(&self, key: &'static str) -> String {
        self.reader.mapping.columns.get(key).map_or_else(|| key.to_owned(), |column| column.value.clone())
    }
}

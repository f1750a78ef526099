package table

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// field is what a column means.
type field uint8

const (
	none field = iota
	id
	name
	firstName
	middleName
	lastName
	email
	phone
	street
	city
	region
	postcode
	country
	location
	timeZone
	appliedAt
	ip
	role
	roleCountry
	stage
	link
	linkedin
	github
	employer
	employerDomain
	title
	school
	degree
	skillList
	text
	fields
)

// columns are the names that a column of each field commonly has, as [normal] writes
// them: in English, then German, French and Spanish.
var columns = [fields]string{
	id: "id candidate_id applicant_id application_id person person_id record_id external_id " +
		"bewerber_id bewerbernummer kandidaten_id id_candidat id_candidato",
	name: "name full_name candidate candidate_name applicant applicant_name " +
		"bewerber bewerberin bewerber_in bewerbername kandidat kandidatin vollstandiger_name nom nom_complet candidat nombre nombre_completo nombre_y_apellidos candidato solicitante postulante",
	firstName:  "first_name firstname given_name forename first vorname prenom primer_nombre",
	middleName: "middle_name middlename",
	lastName:   "last_name lastname surname family_name last nachname familienname zuname nom_de_famille apellido apellidos",
	email: "email e_mail mail email_address e_mail_address emails candidate_email primary_email personal_email email_2 email2 alternate_email " +
		"e_mail_adresse email_adresse mailadresse mail_adresse adresse_e_mail adresse_email adresse_mail courriel correo correo_electronico",
	phone: "phone phone_number telephone tel mobile mobile_phone mobile_number cell phones phone_2 phone2 contact_number " +
		"telefon telefonnummer mobil mobiltelefon mobilnummer handy handynummer rufnummer portable tel_portable numero_de_telephone telefono movil celular numero_de_telefono",
	street: "address street street_address address_1 address1 address_2 address2 address_line_1 address_line_2 " +
		"strasse strasse_nr strasse_und_hausnummer adresse rue direccion calle",
	city:     "city town location_city ort stadt ville commune ciudad localidad poblacion",
	region:   "region state province county bundesland departement provincia",
	postcode: "postcode postal_code zip zip_code zipcode plz postleitzahl code_postal codigo_postal cp",
	country: "country country_code country_of_residence country_name land wohnsitzland " +
		"pays pays_de_residence pais pais_de_residencia",
	location: "location current_location candidate_location residence place_of_residence home_location based_in where_are_you_based " +
		"wohnort wohnsitz standort anschrift residence lieu lieu_de_residence localisation domicile ubicacion residencia lugar_de_residencia domicilio",
	timeZone: "time_zone timezone tz zeitzone fuseau_horaire zona_horaria",
	appliedAt: "applied_at applied applied_on applied_date application_date application_time date_applied submitted_at submission_date submitted_on date_submitted created_at received_at received_on timestamp " +
		"bewerbungsdatum beworben_am bewerbung_vom eingangsdatum eingegangen_am bewerbungseingang zeitstempel date_de_candidature date_candidature candidature_du horodateur " +
		"fecha_de_solicitud fecha_solicitud fecha_de_candidatura fecha_de_postulacion fecha_de_aplicacion marca_temporal",
	ip: "ip ip_address application_ip client_ip submitted_from_ip submission_ip submitted_ip applied_from_ip ip_adresse adresse_ip direccion_ip",
	role: "role job job_title job_name position requisition vacancy applied_for position_applied_for " +
		"stelle stellenbezeichnung ausgeschriebene_stelle poste poste_vise offre puesto vacante",
	roleCountry: "role_country job_country",
	stage:       "stage status current_stage phase bewerbungsstatus etape statut etapa",
	link: "website site url portfolio portfolio_url homepage personal_site links profile profile_url twitter gitlab upwork " +
		"webseite internetseite site_web sitio_web pagina_web",
	linkedin: "linkedin linkedin_url linkedin_profile profil_linkedin perfil_de_linkedin linkedin_profil",
	github:   "github github_url github_profile github_username",
	employer: "employer current_employer company current_company organization organisation current_organization " +
		"arbeitgeber aktueller_arbeitgeber firma unternehmen employeur employeur_actuel entreprise societe empresa empresa_actual empleador",
	employerDomain: "employer_domain company_domain company_website",
	title:          "title current_title current_position headline berufsbezeichnung funktion intitule_de_poste fonction cargo cargo_actual",
	school:         "school university education schule hochschule universitat ecole universite escuela universidad",
	degree:         "degree abschluss diplome titulacion",
	skillList: "skills technologies programming_languages tech_stack " +
		"kenntnisse fahigkeiten programmiersprachen competences competencias habilidades",
	text: "cover_letter summary anschreiben motivationsschreiben zusammenfassung lettre_de_motivation resume_du_profil carta_de_presentacion",
}

// unread are words in the names of columns that are left unread on purpose: nothing
// may be concluded from what such a column says.
const unread = " nationality nationalities citizenship citizen ethnicity ethnic race religion gender sex pronouns salutation age birth birthday birthdate birthplace dob born " +
	"language languages visa permit immigration authorization authorisation sponsorship marital disability disabled veteran health photo picture image " +
	"nationalitat staatsangehorigkeit staatsburgerschaft ethnie konfession geschlecht anrede alter geburtsdatum geburtsort geburtstag geburtsland sprache sprachen visum aufenthaltstitel arbeitserlaubnis " +
	"familienstand behinderung schwerbehinderung foto bild lichtbild " +
	"nationalite citoyennete sexe genre civilite naissance langue langues sejour religieuse handicap familiale " +
	"nacionalidad ciudadania sexo genero edad nacimiento idioma idiomas visado permiso civil discapacidad raza etnia "

// onPurpose reports whether a column of that name is left unread on purpose.
func onPurpose(normal string) bool {
	for word := range strings.SplitSeq(normal, "_") {
		if word != "" && strings.Contains(unread, " "+word+" ") {
			return true
		}
	}
	return false
}

// names finds the field of a column's name.
var names = sync.OnceValue(func() map[string]field {
	m := make(map[string]field, 400)
	for f, list := range columns {
		for n := range strings.FieldsSeq(list) {
			m[n] = field(f)
		}
	}
	return m
})

// identifying fields: a table without any of them is no table of applicants.
var identifying = [fields]bool{id: true, name: true, firstName: true, lastName: true, email: true}

// normal is the name of a column in lower case without accents, with single
// underscores.
func normal(s string) string {
	s = strings.Trim(s, " \t\r\n\"")
	if len(s) > 60 {
		return ""
	}
	for i := 0; ; i++ {
		if i == len(s) {
			return s
		}
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			break
		}
	}
	var b strings.Builder
	gap := false
	for _, r := range norm.NFD.String(strings.ReplaceAll(strings.ToLower(s), "ß", "ss")) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('_')
			}
			gap = false
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r):
		default:
			gap = true
		}
	}
	return b.String()
}

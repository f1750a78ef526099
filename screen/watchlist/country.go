package watchlist

import (
	"strings"
	"sync"
)

// countryTable has a line a country: the ISO 3166-1 alpha-2 code, then the names
// that lists print for it. XK is the user-assigned code of Kosovo.
const countryTable = `
AD Andorra
AE United Arab Emirates|UAE|U.A.E.
AF Afghanistan|Islamic Republic of Afghanistan
AG Antigua and Barbuda
AI Anguilla
AL Albania
AM Armenia
AO Angola
AQ Antarctica
AR Argentina
AS American Samoa
AT Austria
AU Australia
AW Aruba
AX Aland Islands
AZ Azerbaijan
BA Bosnia and Herzegovina|Bosnia|Bosnia & Herzegovina
BB Barbados
BD Bangladesh
BE Belgium
BF Burkina Faso
BG Bulgaria
BH Bahrain
BI Burundi
BJ Benin
BM Bermuda
BN Brunei|Brunei Darussalam
BO Bolivia|Bolivia, Plurinational State of|Bolivia (Plurinational State of)
BR Brazil
BS Bahamas|Bahamas, The|The Bahamas
BT Bhutan
BW Botswana
BY Belarus
BZ Belize
CA Canada
CC Cocos Islands|Cocos (Keeling) Islands
CD Congo, Democratic Republic of the|Democratic Republic of the Congo|Congo (Democratic Republic)|Congo, the Democratic Republic of the|DR Congo|DRC|Congo, Democratic Republic of
CF Central African Republic
CG Congo, Republic of the|Congo|Republic of the Congo
CH Switzerland
CI Cote d'Ivoire|Cote d Ivoire|Côte d'Ivoire|Côte d’Ivoire|Ivory Coast
CK Cook Islands
CL Chile
CM Cameroon
CN China|People's Republic of China|PRC|China, People's Republic of
CO Colombia
CR Costa Rica
CU Cuba
CV Cabo Verde|Cape Verde
CW Curacao|Curaçao
CY Cyprus
CZ Czech Republic|Czechia
DE Germany|Federal Republic of Germany
DJ Djibouti
DK Denmark
DM Dominica
DO Dominican Republic
DZ Algeria
EC Ecuador
EE Estonia
EG Egypt|Arab Republic of Egypt
EH Western Sahara
ER Eritrea
ES Spain
ET Ethiopia
FI Finland
FJ Fiji
FK Falkland Islands
FM Micronesia|Micronesia, Federated States of
FO Faroe Islands
FR France
GA Gabon
GB United Kingdom|UK|U.K.|Great Britain|United Kingdom of Great Britain and Northern Ireland|England|Scotland|Wales|Northern Ireland
GD Grenada
GE Georgia
GF French Guiana
GG Guernsey
GH Ghana
GI Gibraltar
GL Greenland
GM Gambia|The Gambia|Gambia, The
GN Guinea
GP Guadeloupe
GQ Equatorial Guinea
GR Greece
GT Guatemala
GU Guam
GW Guinea-Bissau|Guinea Bissau
GY Guyana
HK Hong Kong|China, Hong Kong Special Administrative Region|Hong Kong, China|Hong Kong SAR
HN Honduras
HR Croatia
HT Haiti
HU Hungary
ID Indonesia
IE Ireland
IL Israel
IM Isle of Man|Man, Isle of
IN India
IQ Iraq
IR Iran|Iran (Islamic Republic of)|Islamic Republic of Iran|Iran, Islamic Republic of
IS Iceland
IT Italy
JE Jersey
JM Jamaica
JO Jordan
JP Japan
KE Kenya
KG Kyrgyzstan|Kyrgyz Republic
KH Cambodia
KI Kiribati
KM Comoros
KN Saint Kitts and Nevis|St. Kitts and Nevis
KP Korea, North|North Korea|Democratic People's Republic of Korea|DPRK|D.P.R.K.|Korea, Democratic People's Republic of|Korea (Democratic People's Republic of)|Democratic People’s Republic of Korea
KR Korea, South|South Korea|Republic of Korea|Korea, Republic of
KW Kuwait
KY Cayman Islands
KZ Kazakhstan
LA Laos|Lao People's Democratic Republic
LB Lebanon
LC Saint Lucia
LI Liechtenstein
LK Sri Lanka
LR Liberia
LS Lesotho
LT Lithuania
LU Luxembourg
LV Latvia
LY Libya|Libyan Arab Jamahiriya
MA Morocco
MC Monaco
MD Moldova|Republic of Moldova|Moldova, Republic of
ME Montenegro
MG Madagascar
MH Marshall Islands
MK North Macedonia|North Macedonia, The Republic of|Macedonia|The former Yugoslav Republic of Macedonia
ML Mali
MM Burma|Myanmar|Burma (Myanmar)|Myanmar/Burma
MN Mongolia
MO Macau|Macao
MP Northern Mariana Islands
MQ Martinique
MR Mauritania
MS Montserrat
MT Malta
MU Mauritius
MV Maldives
MW Malawi
MX Mexico
MY Malaysia
MZ Mozambique
NA Namibia
NC New Caledonia
NE Niger
NG Nigeria
NI Nicaragua
NL Netherlands|The Netherlands|Netherlands, The
NO Norway
NP Nepal
NR Nauru
NU Niue
NZ New Zealand
OM Oman
PA Panama
PE Peru
PF French Polynesia
PG Papua New Guinea
PH Philippines
PK Pakistan
PL Poland
PM Saint Pierre and Miquelon
PR Puerto Rico
PS Palestinian|Palestine|State of Palestine|Palestinian Territory|Palestinian Territories|Occupied Palestinian Territories|Palestinian Territory, Occupied
PT Portugal
PW Palau|Republic of Palau
PY Paraguay
QA Qatar
RE Reunion
RO Romania
RS Serbia
RU Russia|Russian Federation
RW Rwanda
SA Saudi Arabia|Kingdom of Saudi Arabia
SB Solomon Islands
SC Seychelles
SD Sudan
SE Sweden
SG Singapore
SH Saint Helena
SI Slovenia
SK Slovakia
SL Sierra Leone
SM San Marino
SN Senegal
SO Somalia
SR Suriname
SS South Sudan
ST Sao Tome and Principe
SV El Salvador
SX Sint Maarten
SY Syria|Syrian Arab Republic
SZ Eswatini|Swaziland
TC Turks and Caicos Islands|Turks and Caicos
TD Chad
TG Togo
TH Thailand
TJ Tajikistan
TL Timor-Leste|East Timor
TM Turkmenistan
TN Tunisia
TO Tonga
TR Turkey|Türkiye|Turkiye
TT Trinidad and Tobago
TV Tuvalu
TW Taiwan|Taiwan, Province of China
TZ Tanzania|United Republic of Tanzania|Tanzania, United Republic of
UA Ukraine
UG Uganda
US United States|United States of America|USA|U.S.A.|US|U.S.
UY Uruguay
UZ Uzbekistan
VA Holy See|Vatican|Vatican City
VC Saint Vincent and the Grenadines|St. Vincent and Grenadines|St. Vincent and the Grenadines
VE Venezuela|Venezuela, Bolivarian Republic of|Venezuela (Bolivarian Republic of)
VG Virgin Islands, British|British Virgin Islands
VI Virgin Islands, U.S.|US Virgin Islands
VN Vietnam|Viet Nam
VU Vanuatu
WS Samoa
XK Kosovo
YE Yemen
YT Mayotte
ZA South Africa
ZM Zambia
ZW Zimbabwe
`

var countryCodes = sync.OnceValue(func() map[string]string {
	m := make(map[string]string, 512)
	for line := range strings.Lines(countryTable) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		code := line[:2]
		m[strings.ToLower(code)] = code
		for name := range strings.SplitSeq(line[3:], "|") {
			m[strings.ToLower(name)] = code
		}
	}
	return m
})

// countryCode is the code of a country as printed in a list, or given as a code in
// any case; empty where the text is not a country.
func countryCode(printed string) string {
	k := strings.ToLower(strings.TrimSpace(printed))
	if c, ok := countryCodes()[k]; ok {
		return c
	}
	return countryCodes()[strings.ReplaceAll(k, " & ", " and ")]
}

// codeOrText is the code of a country, and the text itself where it has none.
func codeOrText(printed string) string {
	if c := countryCode(printed); c != "" {
		return c
	}
	return printed
}

// addCountry adds a country in a role once.
func (e *Entry) addCountry(printed string, role CountryRole) {
	printed = strings.TrimSpace(printed)
	switch strings.ToLower(printed) {
	case "", "00", "na", "undetermined", "unknown", "none identified":
		return
	}
	c := Country{Code: countryCode(printed), Role: role}
	if c.Code == "" {
		c.Name = printed
	}
	once(&e.Countries, c)
}

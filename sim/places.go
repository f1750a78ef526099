package sim

import (
	"strconv"
	"strings"
	"time"
)

// place is a town that people of the firm live in or travel to.
type place struct {
	code, country, city, region, zone string
	lat, lon                          float64
	postcode                          string // digits stand for any digit where it has a #
	weight                            int
	loc                               *time.Location
	offices                           bool
}

// Towns are real, so that distances and zones are; streets, people, operators and
// addresses of networks in them are invented.
const placeTable = `
US|United States|Austin|TX|America/Chicago|30.27|-97.74|787##|9
US|United States|Denver|CO|America/Denver|39.74|-104.99|802##|7
US|United States|Nashville|TN|America/Chicago|36.16|-86.78|372##|5
US|United States|Columbus|OH|America/New_York|39.96|-83.00|432##|5
US|United States|Portland|OR|America/Los_Angeles|45.52|-122.68|972##|6
US|United States|Raleigh|NC|America/New_York|35.78|-78.64|276##|6
US|United States|Tucson|AZ|America/Phoenix|32.22|-110.97|857##|3
US|United States|Boston|MA|America/New_York|42.36|-71.06|021##|5
US|United States|San Diego|CA|America/Los_Angeles|32.72|-117.16|921##|5
CA|Canada|Toronto||America/Toronto|43.65|-79.38|M5V #K#|8
CA|Canada|Calgary||America/Edmonton|51.05|-114.07|T2P #J#|4
GB|United Kingdom|Manchester||Europe/London|53.48|-2.24|M# #AB|9
GB|United Kingdom|Bristol||Europe/London|51.45|-2.59|BS# #AW|6
IE|Ireland|Cork||Europe/Dublin|51.90|-8.47|T12 X###|4
DE|Germany|Berlin||Europe/Berlin|52.52|13.40|10###|10
DE|Germany|Leipzig||Europe/Berlin|51.34|12.37|04###|4
FR|France|Lyon||Europe/Paris|45.76|4.84|690##|6
NL|Netherlands|Utrecht||Europe/Amsterdam|52.09|5.12|35##|5
ES|Spain|Valencia||Europe/Madrid|39.47|-0.38|460##|6
PT|Portugal|Porto||Europe/Lisbon|41.15|-8.61|4###|7
PL|Poland|Wroclaw||Europe/Warsaw|51.11|17.04|50###|6
CZ|Czechia|Brno||Europe/Prague|49.20|16.61|60###|3
RO|Romania|Cluj-Napoca||Europe/Bucharest|46.77|23.60|400###|4
SE|Sweden|Gothenburg||Europe/Stockholm|57.71|11.97|41###|3
EE|Estonia|Tartu||Europe/Tallinn|58.38|26.72|50###|3
UA|Ukraine|Lviv||Europe/Kyiv|49.84|24.03|79###|4
TR|Turkey|Izmir||Europe/Istanbul|38.42|27.14|35###|4
GR|Greece|Thessaloniki||Europe/Athens|40.64|22.94|54###|2
IN|India|Bengaluru||Asia/Kolkata|12.97|77.59|5600##|10
IN|India|Pune||Asia/Kolkata|18.52|73.86|4110##|5
PK|Pakistan|Lahore||Asia/Karachi|31.55|74.34|54###|3
VN|Vietnam|Da Nang||Asia/Ho_Chi_Minh|16.05|108.20|550###|4
PH|Philippines|Cebu City||Asia/Manila|10.32|123.89|6###|5
ID|Indonesia|Bandung||Asia/Jakarta|-6.92|107.61|40###|3
SG|Singapore|Singapore||Asia/Singapore|1.35|103.82|3#####|6
JP|Japan|Fukuoka||Asia/Tokyo|33.59|130.40|81#-####|4
KR|South Korea|Daejeon||Asia/Seoul|36.35|127.38|34###|3
CN|China|Chengdu||Asia/Shanghai|30.57|104.07|610###|2
AU|Australia|Brisbane||Australia/Brisbane|-27.47|153.03|4###|5
NZ|New Zealand|Wellington||Pacific/Auckland|-41.29|174.78|60##|3
BR|Brazil|Curitiba||America/Sao_Paulo|-25.43|-49.27|80###|6
AR|Argentina|Cordoba||America/Argentina/Cordoba|-31.42|-64.18|5###|5
MX|Mexico|Guadalajara||America/Mexico_City|20.67|-103.35|44###|4
CO|Colombia|Medellin||America/Bogota|6.24|-75.58|0500##|4
CL|Chile|Valparaiso||America/Santiago|-33.05|-71.61|23###|2
ZA|South Africa|Cape Town||Africa/Johannesburg|-33.92|18.42|80##|4
NG|Nigeria|Abuja||Africa/Lagos|9.06|7.50|900###|4
KE|Kenya|Nairobi||Africa/Nairobi|-1.29|36.82|00###|3
EG|Egypt|Alexandria||Africa/Cairo|31.20|29.92|215##|2
AE|United Arab Emirates|Dubai||Asia/Dubai|25.20|55.27||3
IL|Israel|Haifa||Asia/Jerusalem|32.79|34.99|31###|3
`

// holidays are public holidays between March and July 2026; a firm's own calendar
// differs in details.
var holidays = map[string]string{
	"US": "05-25 07-03", "CA": "04-03 05-18 07-01", "GB": "04-03 04-06 05-04 05-25", "IE": "03-17 04-06 05-04 06-01", "DE": "04-03 04-06 05-01 05-14 05-25", "FR": "04-06 05-01 05-08 05-14 05-25",
	"NL": "04-06 04-27 05-14 05-25", "ES": "03-19 04-03 04-06 05-01", "PT": "04-03 05-01 06-10", "PL": "04-06 05-01 06-04", "CZ": "04-03 04-06 05-01 05-08", "RO": "04-10 04-13 05-01 06-01",
	"SE": "04-03 04-06 05-01 05-14", "EE": "04-03 05-01 06-23", "UA": "03-09 04-13 05-01", "TR": "03-20 04-23 05-01 05-19 05-27", "GR": "03-25 04-10 04-13 05-01", "IN": "03-04 04-03 05-01", "PK": "03-23 05-01",
	"VN": "04-27 04-30 05-01", "PH": "04-02 04-03 04-09 05-01 06-12", "ID": "03-19 04-03 05-01 05-14", "SG": "03-20 04-03 05-01 05-27", "JP": "03-20 04-29 05-04 05-05 05-06", "KR": "05-05 05-25 06-03",
	"CN": "04-06 05-01 05-04 05-05", "AU": "04-03 04-06 05-04", "NZ": "04-03 04-06 04-27 06-01", "BR": "04-03 04-21 05-01 06-04", "AR": "03-23 03-24 04-02 04-03 05-01 05-25", "MX": "03-16 05-01",
	"CO": "03-23 04-02 04-03 05-01 05-18", "CL": "04-03 05-01 05-21", "ZA": "04-03 04-06 04-27 05-01 06-16", "NG": "03-20 04-03 04-06 05-01 06-12", "KE": "04-03 04-06 05-01 06-01", "EG": "03-20 04-13 05-01",
	"AE": "03-20 05-27", "IL": "04-02 04-08 04-22 05-22",
}

func places() ([]*place, error) {
	var out []*place
	for row := range strings.Lines(placeTable) {
		c := strings.Split(strings.TrimSpace(row), "|")
		if len(c) != 9 {
			continue
		}
		p := &place{code: c[0], country: c[1], city: c[2], region: c[3], zone: c[4], postcode: c[7]}
		p.lat, _ = strconv.ParseFloat(c[5], 64)
		p.lon, _ = strconv.ParseFloat(c[6], 64)
		p.weight, _ = strconv.Atoi(c[8])
		loc, err := time.LoadLocation(p.zone)
		if err != nil {
			return nil, err
		}
		p.loc = loc
		out = append(out, p)
	}
	return out, nil
}

func (p *place) holiday(date time.Time) bool {
	return strings.Contains(holidays[p.code], date.Format("01-02"))
}

// label is the town as HR writes it.
func (p *place) label() string {
	if p.region != "" {
		return p.city + ", " + p.region + ", " + p.code
	}
	return p.city + ", " + p.code
}

var streets = []string{"Larch", "Quarry", "Tannery", "Heron", "Millrace", "Saddle", "Foundry", "Orchard", "Beacon", "Kestrel", "Cooper", "Marsh", "Linden", "Harbour", "Chapel", "Gravel", "Juniper", "Weaver", "Summit", "Granary", "Ferry", "Thistle", "Copper", "Almond", "Station"}
var streetKinds = []string{"Street", "Road", "Lane", "Row", "Avenue", "Court", "Terrace", "Way"}

// street is a new postal address in the town, on one line.
func (p *place) street(c *chance) string {
	line := strconv.Itoa(c.between(2, 989)) + " " + pick(c, streets) + " " + pick(c, streetKinds)
	if c.happens(0.3) {
		line += " Apt " + strconv.Itoa(c.between(1, 40))
	}
	code := []byte(p.postcode)
	for i := range code {
		if code[i] == '#' {
			code[i] = byte('0' + c.below(10))
		}
	}
	if p.region != "" {
		return line + ", " + p.city + ", " + p.region + " " + string(code) + ", " + p.code
	}
	return strings.TrimRight(line+", "+p.city+" "+string(code), " ") + ", " + p.code
}

package watchlist

import (
	"sort"
	"strings"
	"sync"
	"unicode"
)

// documentTable has a line a type: the type, then the labels under which lists
// print it, in lower case.
const documentTable = `
passport passport|passport number|british national overseas passport|national passport|national passport-passeport national|numéro de passeport|número de pasaporte|passport no.|reisepass
diplomatic-passport diplomatic passport
travel-document travel document number|stateless person passport|refugee id card|stateless person id card|laissez-passer
national-id national id no.|national identification number|national identification card|identification number|cedula no.|d.n.i.|personal id card|national foreign id number|tazkira national id card|tarjeta de identidad|numero de identidad|turkish identification number|kenyan id no.|bosnian personal id no.|moroccan personal id no.|cnp (personal numerical code)|federal id card|citizen's card number|n.i.e.|c.u.r.p.|c.u.i.|c.u.i.p.|c.i.n.|i.f.e.|credencial electoral|electoral registry no.|voter id|uae identification|residency number|id|identity card|national identifier|birth certificate number|lebanese id|afghan id|cartilla de servicio militar nacional|military registration number
ssn ssn|social security number
drivers-licence driver's license no.|driving licence|driver licence
tax-id tax id no.|nit #|us fein|r.f.c.|rfc|ruc #|rif #|c.u.i.t.|fiscal code|italian fiscal code|paraguayan tax identification number|romanian tax registration|v.a.t. number|rtn|n.i.f.|c.i.f.|fiscalcode|tax number|numero unico de identificacao tributaria (nuit)
inn inn
ogrn ogrn|primary state registration number|russian state individual business registration number pattern (ogrnip)
uscc unified social credit code (uscc)|united social credit code certificate (usccc)
registration registration number|registration id|business registration number|business registration document #|company number|commercial registry number|uk company number|certificate of incorporation number|c.r. no.|trade license no.|public registration number|business number|enterprise number|organization code|central registration system number|economic register number (cbls)|chamber of commerce number|folio mercantil no.|matricula mercantil no|istanbul chamber of comm. no.|romanian c.r.|registered charity no.|registration certificate number (dubai)|dubai chamber of commerce membership no.|branch unit number|msb registration number|government gazette number|regnumber|business registration number (s)|chinese commercial code
imo vessel registration identification|imo|imo number|identification number imo|company number imo
mmsi mmsi
lei legal entity number|lei
duns d-u-n-s number
swift swift/bic|swift bic|bic
bik bik (ru)
isin isin
msn aircraft manufacturer's serial number (msn)|aircraft serial identification|aircraft construction number (also called l/n or s/n or f/n)
tail-number aircraft tail number|previous aircraft tail number
mode-s aircraft mode s transponder code
call-sign vessel call sign|other vessel call sign
licence license|pilot license number|tourism license no.|afghan money service provider license number|sre permit no.|permit number
visa visanumberid
other seafarer's identification document|immigration no.|public security and immigration no.|file number|serial no.|le number|equity ticker|micex code|un/locode|romanian permanent resident|trademark number
`

type labels struct {
	types map[string]string
	// byLength are the labels, longest first, for finding one at the head of a text.
	byLength []string
}

var documentLabels = sync.OnceValue(func() *labels {
	l := &labels{types: make(map[string]string, 256)}
	for line := range strings.Lines(documentTable) {
		kind, names, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			continue
		}
		for name := range strings.SplitSeq(names, "|") {
			l.types[name] = kind
			l.byLength = append(l.byLength, name)
		}
	}
	sort.Slice(l.byLength, func(i, j int) bool {
		a, b := l.byLength[i], l.byLength[j]
		return len(a) > len(b) || len(a) == len(b) && a < b
	})
	return l
})

// DocumentTypes are the values of [Document.Type], sorted.
func DocumentTypes() []string {
	seen := map[string]bool{"other": true}
	for _, t := range documentLabels().types {
		seen[t] = true
	}
	out := make([]string, 0, len(seen))
	for t := range seen {
		out = append(out, t)
	}
	sort.Strings(out)
	return out
}

// documentType is the type of a label as printed.
func documentType(label string) string {
	k := strings.ToLower(oneSpace(label))
	if t, ok := documentLabels().types[k]; ok {
		return t
	}
	return "other"
}

// labelled splits a text that begins with a document label into the label as
// printed and the rest. ok is false where it begins with none.
func labelled(s string) (label, rest string, ok bool) {
	for _, l := range documentLabels().byLength {
		if len(s) <= len(l) || !strings.EqualFold(s[:len(l)], l) {
			continue
		}
		// The label ends at a blank: "ID" is not the head of "IDENTITY".
		if c := rune(s[len(l)]); unicode.IsSpace(c) || c == ':' {
			return s[:len(l)], strings.TrimSpace(strings.TrimLeft(s[len(l):], ": ")), true
		}
	}
	return "", "", false
}

// document makes a document of its label and number. A registration whose number
// begins with IMO is one of type imo.
func document(label, number, country string) Document {
	d := Document{Type: documentType(label), Label: label, Number: number, Country: codeOrText(country)}
	if len(number) > 4 && strings.EqualFold(number[:3], "IMO") && d.Type != "imo" {
		if n := strings.TrimLeft(number[3:], " :."); n != "" && n[0] >= '0' && n[0] <= '9' {
			d.Type = "imo"
		}
	}
	return d
}

// addDocument adds a document once; empty numbers are left out.
func (e *Entry) addDocument(d Document) {
	d.Number = oneSpace(d.Number)
	if d.Number == "" || d.Number == "-0-" {
		return
	}
	once(&e.Documents, d)
}

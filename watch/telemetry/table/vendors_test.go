package table_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bonafide/watch/telemetry"
)

// told is what an event says, in one line: the fact, whom of, when, and the fields that
// are given.
func line(e *telemetry.Event) string {
	if e.Worker == nil && e.Finding == nil {
		return fmt.Sprintf("device %s %s", e.Device.Serial, e.Device.Hostname)
	}
	if e.Worker == nil {
		return fmt.Sprintf("finding %s %s %s severity=%d", e.Finding.Title, e.Device.Serial, e.Time.Format(time.DateOnly), e.Severity)
	}
	w := e.Worker
	who := w.EmployeeID
	if who == "" {
		who = string(w.Person)
	}
	if who == "" {
		who = e.User.Email
	}
	if who == "" {
		who = "<" + e.User.FullName + ">"
	}
	when := e.Time
	if when.IsZero() {
		when = w.Effective
	}
	layout := "2006-01-02T15:04"
	if when.Equal(when.Truncate(24 * time.Hour)) {
		layout = time.DateOnly
	}
	out := []string{e.Intake.Source, string(w.Fact), who, when.Format(layout)}
	if when.IsZero() {
		out[3] = "-"
	}
	for _, f := range []struct{ name, value string }{
		{"new", w.New}, {"old", w.Old}, {"home", w.Home}, {"to", w.Destination}, {"by", w.Recipient}, {"serial", w.Serial}, {"tracking", w.Tracking}, {"role", w.Role}, {"team", w.Team}, {"contract", w.Contract}, {"start", w.StartDate}, {"end", w.EndDate},
		{"payee", w.Payee}, {"holder", w.PayeeName}, {"method", w.Method}, {"resource", w.Resource}, {"rights", strings.Join(e.Privileges, " ")}, {"own", w.Email}, {"phone", w.Phone}, {"login", w.Login}, {"zone", w.Zone}, {"country", w.Country}, {"place", w.Place},
	} {
		if f.value != "" {
			out = append(out, f.name+"="+f.value)
		}
	}
	return strings.Join(out, " ")
}

func read(t *testing.T, text string) (got []string, all []telemetry.Event) {
	t.Helper()
	s, err := telemetry.NewDecoder(parsers()).Stream("x.csv", "")
	if err != nil {
		t.Fatal(err)
	}
	for l := range strings.Lines(text) {
		events, err := s.Decode([]byte(l), nil)
		if err != nil {
			got = append(got, "refused: "+err.Error())
		}
		for i := range events {
			got = append(got, line(&events[i]))
		}
		all = append(all, events...)
	}
	return got, all
}

// Exports in the styles of many vendors: whatever their columns are called, what a row
// states comes out, and nothing that it does not.
func TestExportsOfVendors(t *testing.T) {
	token := telemetry.Token("account", "NL91ABNA0417164300")
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"BambooHR, roster": {"Employee #,Last Name,First Name,Preferred Name,Status,Employment Status,Hire Date,Termination Date,Job Title,Department,Location,Reporting to,Work Email,Home Email,Mobile Phone,Address Line 1,Address Line 2,City,State,Zip Code,Country,Time Zone,GitHub Username\n" +
			"1007,Lee,Ann,Annie,Active,Full-Time,06/17/2019,,Engineer,R&D,Remote - CA,Bo Cole,ann@corp.example,a@mail.example,+1 202 555 0101,1 Oak St,Apt 2,Oakland,CA,94607,United States,America/Los_Angeles,annlee\n",
			[]string{"hris roster 1007 - home=1 Oak St, Apt 2, Oakland, CA 94607, United States role=Engineer team=R&D contract=Full-Time start=06/17/2019 own=a@mail.example phone=+1 202 555 0101 login=annlee zone=America/Los_Angeles country=United States place=Remote - CA"}},
		"Personio, roster": {"Personalnummer;Vorname;Nachname;E-Mail;Beschäftigungsart;Position;Abteilung;Standort;Eintrittsdatum;Austrittsdatum;Straße;Hausnummer;PLZ;Ort;Land;Private E-Mail;Telefon (privat)\n" +
			"7;Ann;Lee;ann@corp.example;Intern;Entwicklerin;Technik;Remote;01.02.2026;;Goethestraße;14;80364;München;Deutschland;a@mail.example;+49 30 901820\n",
			[]string{"hris roster 7 - home=Goethestraße 14, 80364 München, Deutschland role=Entwicklerin team=Technik contract=Intern start=01.02.2026 own=a@mail.example phone=+49 30 901820 country=Deutschland place=Remote"}},
		"HiBob, JSON with objects": {`{"employee":{"id":"88","displayName":"Ann Lee","email":"ann@corp.example"},"work":{"title":"Engineer","department":"R&D","startDate":"2026-02-01","site":"London"},"personal":{"gender":"x"},"address":{"line1":"1 High St","city":"London","postCode":"E1 6AN","country":"GB"}}` + "\n",
			[]string{"hris roster 88 - home=1 High St, E1 6AN London, GB role=Engineer team=R&D start=2026-02-01 country=GB place=London"}},
		"Workday, roster": {"Worker ID,Worker,Business Title,Cost Center - Name,Hire Date,Location,Worker Type\nW-9,Ann Lee,Engineer,R&D,2026-02-01,Austin,Contingent\n",
			[]string{"hris roster W-9 - role=Engineer team=R&D contract=Contingent start=2026-02-01 place=Austin"}},
		"UKG, leavers": {"Employee Number,Employee Name,Termination Date,Last Day Worked\n7,\"Lee, Ann\",03/31/2026,03/31/2026\n",
			[]string{"hris termination 7 2026-03-31 end=03/31/2026"}},
		"a log of changes": {"Changed On,Changed By,Employee #,Employee Name,Section,Field,Old Value,New Value,Effective Date\n" +
			"07/01/2026 11:20 AM,HR,7,Ann Lee,Job,Employee added,,Engineer (Full-Time),07/13/2026\n07/07/2026 4:42 PM,Ann,7,Ann Lee,Personal,Home Address,\"1 A St\",\"2 B St\",07/07/2026\n07/08/2026 4:42 PM,Ann,7,Ann Lee,Personal,Shipping Address,,3 C St,07/08/2026\n" +
			"07/10/2026 2:00 PM,Ann,7,Ann Lee,Personal,Mobile Phone,+1 202 555 0100,+1 202 555 0101,07/10/2026\n08/10/2026 10:05 AM,HR,7,Ann Lee,Personal,Marital Status,Single,Married,07/25/2026\n08/10/2026 10:00 AM,HR,7,Ann Lee,Personal,Last Name,Lee,Ray,08/10/2026\n" +
			"08/11/2026 10:00 AM,HR,7,Ann Ray,Job,Job Title,Engineer,Lead,08/11/2026\n08/12/2026 10:00 AM,HR,7,Ann Ray,Pay,Bank account,,NL91ABNA0417164300,08/12/2026\n08/13/2026 10:00 AM,HR,7,Ann Ray,Job,Employment Status,Full-Time,Terminated,08/13/2026\n08/13/2026 10:00 AM,HR,7,Ann Ray,Personal,Emergency Contact,,Bo Ray,08/13/2026\n",
			[]string{"hris hire 7 2026-07-01T11:20 new=Engineer (Full-Time) role=Engineer contract=Full-Time start=2026-07-13", "hris address_change 7 2026-07-07T16:42 new=2 B St old=1 A St", "hris address_change 7 2026-07-08T16:42 new=3 C St", "hris roster 7 2026-07-10T14:00 phone=+1 202 555 0101",
				"hris name_change 7 2026-08-10T10:00 new=Ray old=Lee", "hris role_change 7 2026-08-11T10:00 new=Lead old=Engineer role=Lead", "hris payroll_change 7 2026-08-12T10:00 new=" + token + " payee=" + token + " method=bank", "hris termination 7 2026-08-13T10:00 new=Terminated old=Full-Time", "hris roster 7 2026-08-13T10:00"}},
		"Workday, processes": {"Business Process Transaction,Business Process Type,Worker,Employee ID,Initiated By,Initiated On,Completed On,Effective Date,Status,Before,After,Comment\n" +
			"x,Change Home Contact Information,Ann Lee,7,Ann Lee,08/12/2026 09:44:44 PM,08/13/2026 04:53:22 PM,08/12/2026,Successfully Completed,\"1 A Ln, Reno\",\"2 B St Apt 3, Tampa, FL 23517\",\nx,Hire,Bo Cole,8,HR,08/13/2026 10:34:27 AM,08/14/2026 10:40:39 AM,08/31/2026,Successfully Completed,,Senior Engineer \u2013 Frontend,\n" +
			"x,Terminate Employee,Bo Cole,8,HR,08/14/2026 10:30:11 AM,08/15/2026 09:21:17 AM,08/28/2026,Successfully Completed,Active,Terminated,Voluntary\nx,Change Contract Details,Ann Lee,7,Ann Lee,08/18/2026 01:05:29 PM,08/18/2026 02:29:38 PM,08/31/2026,Successfully Completed,Payment: bank transfer,Payment: USDC (Ethereum),\n" +
			"x,Promote Employee,Ann Lee,7,HR,09/23/2026 11:12:02 AM,09/23/2026 07:24:48 PM,10/01/2026,Canceled,A,B,\nx,Change Government ID,Ann Lee,7,HR,09/03/2026 10:40:33 AM,09/03/2026 11:40:33 AM,09/03/2026,Successfully Completed,SSN ending 4471,SSN ending 4471 (verified),\"Worker met in Chicago, passport seen.\"\n" +
			"x,Start Performance Improvement Plan,Ann Lee,7,HR,10/07/2026 09:30:27 AM,10/07/2026 11:40:33 AM,10/07/2026,Successfully Completed,,Missed two deliveries,\n",
			[]string{"hris address_change 7 2026-08-12T21:44 new=2 B St Apt 3, Tampa, FL 23517 old=1 A Ln, Reno", "hris hire 8 2026-08-13T10:34 new=Senior Engineer \u2013 Frontend role=Senior Engineer team=Frontend start=2026-08-31", "hris termination 8 2026-08-14T10:30 new=Terminated old=Active end=2026-08-28",
				"hris payroll_change 7 2026-08-18T13:05 new=USDC (Ethereum) old=bank transfer method=crypto wallet", "hris verification 7 2026-09-03T10:40 new=in-person-meeting", "hris roster 7 2026-10-07T09:30"}},
		"contact details": {"Date,Employee Number,Field,Old Value,New Value\n2026-05-01,7,Contact details,,ann@mail.example\n2026-05-01,7,Contact information,,+1 202 555 0101\n2026-05-01,7,Work contact information,,b@corp.example\n2026-05-01,7,Employment end date,,2026-06-30\n2026-05-01,7,Start date,2026-05-04,2026-05-11\n2026-05-01,7,Contract end date,2026-06-30,2026-12-31\n",
			[]string{"hris roster 7 2026-05-01 own=ann@mail.example", "hris roster 7 2026-05-01 phone=+1 202 555 0101", "hris roster 7 2026-05-01", "hris termination 7 2026-05-01 new=2026-06-30 end=2026-06-30", "hris roster 7 2026-05-01 start=2026-05-11", "hris roster 7 2026-05-01 new=2026-12-31 old=2026-06-30"}},
		"attestations": {`{"Worker":"Ann Lee","Employee_ID":"7","Attestation_Type":"Payee Verification","Valid_From":"2026-08-14","Valid_To":"","Narrative":"USDC agreed in contract; wallet ownership shown by signed message","Review_Status":"Approved","Reviewed_By":"Bo","Last_Updated":"2026-08-14T13:53:20.000-00:00"}` + "\n" +
			`{"Worker":"Ann Lee","Employee_ID":"7","Attestation_Type":"Adjustments Plan","Valid_From":"2026-08-20","Valid_To":"","Narrative":"RSI: pointer-hold utility (Move Mouse) allowed; camera optional","Review_Status":"Approved","Reviewed_By":"Bo","Last_Updated":"2026-08-20T13:53:20.000-00:00"}` + "\n" +
			`{"Worker":"Ann Lee","Employee_ID":"7","Attestation_Type":"Identity Re-check","Valid_From":"2026-08-20","Valid_To":"","Narrative":"In person at HQ, passport matched","Review_Status":"Approved","Reviewed_By":"Bo","Last_Updated":"2026-08-20T13:53:20.000-00:00"}` + "\n" +
			`{"Worker":"Ann Lee","Employee_ID":"7","Attestation_Type":"Related Worker Declaration","Valid_From":"2026-08-20","Valid_To":"","Narrative":"Rents a room in the flat of Bo Cole (Sales)","Review_Status":"Approved","Reviewed_By":"Bo","Last_Updated":"2026-08-20T13:53:20.000-00:00"}` + "\n" +
			`{"Worker":"Ann Lee","Employee_ID":"7","Attestation_Type":"Shared Workstation Register","Valid_From":"2026-08-20","Valid_To":"","Narrative":"FRONT01, used by visitors","Review_Status":"Rejected","Reviewed_By":"Bo","Last_Updated":"2026-08-20T13:53:20.000-00:00"}` + "\n",
			[]string{"hris exception 7 2026-08-14T13:53 new=payout: Payee Verification: USDC agreed in contract; wallet ownership shown by signed message", "hris verification 7 2026-08-14T13:53 new=payee-proof", "hris accommodation 7 2026-08-20T13:53 new=camera",
				"hris exception 7 2026-08-20T13:53 new=Adjustments Plan: RSI: pointer-hold utility (Move Mouse) allowed; camera optional", "hris verification 7 2026-08-20T13:53 new=in-person-meeting", "hris relation 7 2026-08-20T13:53 new=Bo Cole"}},
		"Rippling, accounts": {"Employee,Employee number,Work email,Bank name,Routing / sort code,Account (last 4),Account holder,Type,Split,Verified on\nAnn Lee,7,ann@corp.example,A Bank,512916,7546,Ann Lee,Checking,100%,2026-01-04\nBo Cole,8,bo@corp.example,B Bank,512916,7547,Cole LLC,Prepaid,100%,2026-01-05\n",
			[]string{"payroll payroll_change 7 2026-01-04 holder=Ann Lee method=bank", "payroll payroll_change 8 2026-01-05 holder=Cole LLC method=prepaid"}},
		"destinations of pay": {`{"id":"1","effectiveAt":"2026-05-25T09:30:54.902Z","employee":{"id":"7","email":"ann@corp.example"},"method":"usdc","destination":{"type":"wallet","asset":"USDC","network":"base","address":"0x42cc17dd57501e0a41c225def80fe76106282761"},"changedBy":"ann@corp.example"}` + "\n" +
			`{"id":"2","effectiveAt":"2026-05-27T11:48:22.014Z","employee":{"id":"7","email":"ann@corp.example"},"method":"bank","destination":{"type":"bank","bankName":"A Bank","country":"FR","accountHolder":"Ann Lee","last4":"3105","accountHash":"sha256:edb1"},"changedBy":"ann@corp.example"}` + "\n",
			[]string{"payroll payroll_change 7 2026-05-25T09:30 payee=0x42cc17dd57501e0a41c225def80fe76106282761 method=usdc", "payroll payroll_change 7 2026-05-27T11:48 payee=sha256:edb1 holder=Ann Lee method=bank"}},
		"accounts and wallets": {"pay_date,employee_id,payment_method,account_hash,account_holder,wallet_address\n2026-03-13,7,direct_deposit,8891e6167313ee8f15c4b92d,Ann Lee,\n2026-03-13,8,usdc,,,0xabf9744a05495a0d48c436df4772cb543381a30c\n2026-03-13,9,usdc,8891e6167313ee8f15c4b92e,,0xabf9744a05495a0d48c436df4772cb543381a30d\n2026-03-13,10,sepa,8891e6167313ee8f15c4b92f,,0xabf9744a05495a0d48c436df4772cb543381a30e\n",
			[]string{"payroll payment 7 2026-03-13 payee=8891e6167313ee8f15c4b92d holder=Ann Lee method=direct_deposit", "payroll payment 8 2026-03-13 payee=0xabf9744a05495a0d48c436df4772cb543381a30c method=usdc", "payroll payment 9 2026-03-13 payee=0xabf9744a05495a0d48c436df4772cb543381a30d method=usdc", "payroll payment 10 2026-03-13 payee=8891e6167313ee8f15c4b92f method=sepa"}},
		"words of the language": {"employee_id,event,date\n7,Einstellung,2026-05-01\n7,Austritt,2026-05-02\n7,Urlaub,2026-05-03\n7,Congé,2026-05-04\n7,indiensttreding,2026-05-05\n7,uitdiensttreding,2026-05-06\n7,Umzug,2026-05-07\n7,Department,2026-05-08\n",
			[]string{"hris hire 7 2026-05-01", "hris termination 7 2026-05-02", "hris leave 7 2026-05-03", "hris leave 7 2026-05-04", "hris hire 7 2026-05-05", "hris termination 7 2026-05-06", "hris address_change 7 2026-05-07", "hris roster 7 2026-05-08"}},
		"assets, JSON": {`{"assetTag":"Q-1","serialNumber":"T2TMWLKFXC","model":"M","hostname":"q-1.local","assignedTo":{"id":"7","email":"ann@corp.example"},"assignedAt":"2026-03-01","returnedAt":"2026-06-05","shipment":null}` + "\n",
			[]string{"shipments possession 7 2026-03-01 serial=T2TMWLKFXC", "shipments return 7 2026-06-05 serial=T2TMWLKFXC"}},
		"assets by name": {"Asset Tag,Serial Number,Assigned To,Assigned On\nQ-1,T2TMWLKFXC,ann@corp.example,2026-03-01\nQ-2,T2TMWLKFXD,Bo Cole,2026-03-02\n", []string{"shipments possession ann@corp.example 2026-03-01 serial=T2TMWLKFXC", "shipments possession <Bo Cole> 2026-03-02 serial=T2TMWLKFXD"}},
		"a parcel back": {`{"carrier":"DHL","trackingNumber":"42","direction":"RETURN","createdAt":"2026-07-03T19:00:45Z","worker":{"id":"7","name":"Ann Lee"},"recipient":{"name":"Corp IT","address":{"line1":"1 Main St","city":"Reno","region":"Nevada","postalCode":"89502","country":"US"}},"items":[{"serialNumber":"48LWJCP3L0"}],"delivery":{"deliveredAt":"2026-07-06T19:00:45Z","signedBy":"RECEIVING"}}` + "\n",
			[]string{"shipments return 7 2026-07-06T19:00 serial=48LWJCP3L0 tracking=42"}},
		"a log of everything": {"Date,Employee Number,Field,Old Value,New Value\n2026-05-01,7,Department,A,B\n2026-05-01,7,Work Email,a@corp.example,b@corp.example\n2026-05-01,7,Private E-Mail,a@mail.example,b@mail.example\n2026-05-01,7,Time zone,,Europe/Berlin\n2026-05-01,7,Time zone,,Mars/Base\n2026-05-01,7,Location,A,B\n2026-05-01,7,Salary,1,2\n2026-05-01,7,Employment status,Intern,Contractor\n2026-05-01,7,Last day,,2026-06-30\n2026-05-01,7,Last day,,open\n2026-05-01,7,Onboarding status,a,b\n2026-05-01,7,Wallet,,0xf59ec1ad3f10d73c2485bec8e433bf319d88f129\n",
			[]string{"hris role_change 7 2026-05-01 new=B old=A team=B", "hris roster 7 2026-05-01", "hris roster 7 2026-05-01 own=b@mail.example", "hris roster 7 2026-05-01 zone=Europe/Berlin", "hris roster 7 2026-05-01", "hris roster 7 2026-05-01 place=B", "hris roster 7 2026-05-01", "hris roster 7 2026-05-01 contract=Contractor", "hris termination 7 2026-05-01 new=2026-06-30 end=2026-06-30", "hris roster 7 2026-05-01", "hris roster 7 2026-05-01",
				"hris payroll_change 7 2026-05-01 new=0xf59ec1ad3f10d73c2485bec8e433bf319d88f129 payee=0xf59ec1ad3f10d73c2485bec8e433bf319d88f129 method=crypto wallet"}},
		"Personio, log of changes": {"Zeitpunkt;ID;Personalnummer;Name;Attribut;Alter Wert;Neuer Wert;Geändert von\n03.02.2026 16:18;1;7;Ann Lee;Lieferanschrift;;Weg 1, 34119 Kassel;HR\n03.02.2026 16:19;1;7;Ann Lee;Anschrift;Weg 1;Weg 2;HR\n03.02.2026 16:20;1;7;Ann Lee;Staatsangehörigkeit;a;b;HR\n03.02.2026 16:21;1;7;Ann Lee;Status;aktiv;ausgeschieden;HR\n",
			[]string{"hris address_change 7 2026-02-03T16:18 new=Weg 1, 34119 Kassel", "hris address_change 7 2026-02-03T16:19 new=Weg 2 old=Weg 1", "hris termination 7 2026-02-03T16:21 new=ausgeschieden old=aktiv"}},
		"arrangements": {"Employee #,Employee Name,Effective Date,End Date,Arrangement,Detail,Approved By,Entered On\n7,Ann Lee,07/12/2026,08/01/2026,Working elsewhere,\"Valencia, Spain\",HR,06/30/2026\n7,Ann Lee,07/12/2026,,Kit waiver,AnyDesk and own monitor,HR,06/30/2026\n7,Ann Lee,07/12/2026,,Household tie,\"Flat share with Bo Cole (Sales), who referred them\",HR,06/30/2026\n" +
			"7,Ann Lee,07/12/2026,,Camera-optional adjustment,letter on file,HR,06/30/2026\n7,Ann Lee,07/12/2026,,Met in person,\"Passport checked. An earlier application was not by this person\",HR,06/30/2026\n7,Ann Lee,07/12/2026,,Part-time notice,4-day week,HR,06/30/2026\n7,Ann Lee,07/20/2026,07/26/2026,On-call week,24 h,HR,06/30/2026\n7,Ann Lee,07/20/2026,,Own company,Invoices through own firm,HR,06/30/2026\n7,Ann Lee,07/20/2026,,Shifted hours,Works nights,HR,06/30/2026\n7,Ann Lee,07/20/2026,,Delivery wish,To the corner shop,HR,06/30/2026\n",
			[]string{"hris travel 7 2026-06-30 to=Valencia, Spain end=08/01/2026", "hris exception 7 2026-06-30 new=remote-control", "hris exception 7 2026-06-30 new=Kit waiver: AnyDesk and own monitor", "hris relation 7 2026-06-30 new=Bo Cole", "hris accommodation 7 2026-06-30 new=camera", "hris verification 7 2026-06-30 new=in-person-meeting",
				"hris exception 7 2026-06-30 new=payout: Own company: Invoices through own firm", "hris accommodation 7 2026-06-30 new=hours", "hris roster 7 2026-06-30"}},
		"what was not seen": {"Employee #,Effective Date,Arrangement,Detail\n7,07/12/2026,Met in person,Could not be met in person; declined two dates\n7,07/12/2026,Payee proof,Statement not seen yet\n7,07/12/2026,Kit,VPN is not allowed on the work Mac\n", []string{"hris roster 7 2026-07-12", "hris roster 7 2026-07-12", "hris roster 7 2026-07-12"}},
		"Vereinbarungen": {"Datum;Personalnummer;Name;Kategorie;Beschreibung;Gültig von;Gültig bis;Genehmigt durch;Status\n02.02.2026;7;Ann Lee;Hinweis;Ehepartner Bo Cole (Personalnr. 8), gemeinsames Konto;02.02.2026;;HR;zur Akte\n02.02.2026;7;Ann Lee;IT-Ausnahme;VPN-Client für Aufenthalt freigegeben;02.02.2026;30.06.2026;HR;genehmigt\n02.02.2026;7;Ann Lee;IT-Ausnahme;VPN;02.02.2026;;HR;abgelehnt\n02.02.2026;7;Ann Lee;Entsendung;Shanghai;02.02.2026;30.06.2026;HR;genehmigt\n",
			[]string{"hris relation 7 2026-02-02 new=8", "hris exception 7 2026-02-02 new=payout: Hinweis: Ehepartner Bo Cole (Personalnr. 8), gemeinsames Konto", "hris exception 7 2026-02-02 new=vpn end=30.06.2026", "hris exception 7 2026-02-02 new=IT-Ausnahme: VPN-Client für Aufenthalt freigegeben end=30.06.2026", "hris travel 7 2026-02-02 to=Shanghai end=30.06.2026"}},
		"time off": {"Employee #,Name,Category,From,To,Amount (days),Requested On,Approved By,Status,Note\n7,Ann Lee,Vacation,06/29/2026,07/03/2026,5.00,05/27/2026,HR,Approved,wedding\n7,Ann Lee,Vacation,06/29/2026,07/03/2026,5.00,05/27/2026,HR,Denied,\n7,Ann Lee,Business trip,07/29/2026,07/30/2026,2.00,05/27/2026,HR,Approved,Boston\n",
			[]string{"hris leave 7 2026-06-29 end=07/03/2026", "hris travel 7 2026-07-29 to=Boston end=07/30/2026"}},
		"Abwesenheiten":   {"Personalnummer;Name;Abwesenheitsart;Beginn;Ende;Tage;Status;Erstellt am\n7;Ann Lee;Urlaub;02.02.2026;06.02.2026;5;Genehmigt;19.01.2026\n7;Ann Lee;Workation (EU);09.02.2026;08.03.2026;28;Genehmigt;19.01.2026\n", []string{"hris leave 7 2026-01-19 end=06.02.2026", "hris travel 7 2026-01-19 end=08.03.2026"}},
		"Lucca, absences": {"Matricule,Nom,Prénom,Type d'absence,Date de début,Date de fin,Statut\n7,Lee,Ann,Congés payés,01/06/2026,05/06/2026,Approuvé\n", []string{"hris leave 7 2026-01-06 end=05/06/2026"}},
		"FedEx": {"Tracking Number,Ship Date,Delivery Date,Delivery Time,Status,Service Type,Shipper Company,Recipient Contact Name,Recipient Company,Recipient Address,Recipient Address 2,Recipient City,Recipient State/Province,Recipient Postal Code,Recipient Country,Reference,Signed For By,Delivered To,Status Details\n" +
			"7538,8/3/26,8/5/26,15:37,Delivered,FedEx 2Day,Corp,ANN LEE,,1 Oak Way,#3,MADISON,WI,53706,US,FH-2810 MEB581AHD9,R.HOBBS,Residence,\"Redirected via Delivery Manager 08/04 from 9 ELM RD, COLUMBUS OH 43232\"\n7539,8/3/26,8/5/26,15:37,Delivered,FedEx 2Day,Corp,ANN LEE,,1 Oak Way,,MADISON,WI,53706,US,DOCK 2529,Signature not required,Residence,\n",
			[]string{"shipments shipment <ANN LEE> 2026-08-03 to=1 Oak Way, #3, MADISON, WI 53706, US serial=MEB581AHD9 tracking=7538", "shipments address_change <ANN LEE> 2026-08-03 new=1 Oak Way, #3, MADISON, WI 53706, US old=9 ELM RD, COLUMBUS OH 43232 to=1 Oak Way, #3, MADISON, WI 53706, US serial=MEB581AHD9 tracking=7538", "shipments delivery <ANN LEE> 2026-08-05T15:37 to=1 Oak Way, #3, MADISON, WI 53706, US by=R.HOBBS serial=MEB581AHD9 tracking=7538",
				"shipments shipment <ANN LEE> 2026-08-03 to=1 Oak Way, MADISON, WI 53706, US tracking=7539", "shipments delivery <ANN LEE> 2026-08-05T15:37 to=1 Oak Way, MADISON, WI 53706, US tracking=7539"}},
		"DHL": {"Sendungsnummer;Referenz;Versanddatum;Absender;Empfänger;Straße;Hausnummer;PLZ;Ort;Land;Status;Zugestellt am;Empfangen von;Bemerkung\n0034;A;02.02.2026;Corp;Ann Lee;Weg;1;04179;Leipzig;DE;Zugestellt;04.02.2026 13:56;COLE;\n0035;A;02.02.2026;Ann Lee;Corp, Lager;Weg;1;04179;Leipzig;DE;Zugestellt;04.02.2026 13:56;Empfang;Rückgabe\n",
			[]string{"shipments shipment <Ann Lee> 2026-02-02 to=Weg 1, 04179 Leipzig, DE tracking=0034", "shipments delivery <Ann Lee> 2026-02-04T13:56 to=Weg 1, 04179 Leipzig, DE by=COLE tracking=0034", "shipments return <Ann Lee> 2026-02-04T13:56 to=Weg 1, 04179 Leipzig, DE tracking=0035"}},
		"UPS":               {"Tracking Number,Ship To Name,Ship To Address Line 1,Ship To City,Ship To State,Ship To Postal Code,Manifest Date,Date Delivered,Received By,Sender City\n1Z9,Ann Lee,1 Oak St,Reno,NV,89501,2026-02-01,2026-02-03,LEE,Denver\n", []string{"shipments delivery <Ann Lee> 2026-02-03 to=1 Oak St, Reno, NV 89501 by=LEE tracking=1Z9"}},
		"Shippo, JSON":      {`{"tracking_number":"S1","carrier":"usps","ship_date":"2026-02-01","recipient":{"name":"Ann Lee","street1":"1 Oak St","city":"Reno","state":"NV","zip":"89501","country":"US"}}` + "\n", []string{"shipments shipment <Ann Lee> 2026-02-01 to=1 Oak St, Reno, NV 89501, US tracking=S1"}},
		"devices given out": {"Seriennummer;Personalnummer;Name;Ausgabe am;Art;Sendungsnummer;Rückgabe am\nPF1A2B3C;7;Ann Lee;01.02.2026;Versand;0034;\nPF1A2B3D;7;Ann Lee;02.02.2026;persönlich;;03.03.2026\n", []string{"shipments shipment 7 2026-02-01 serial=PF1A2B3C tracking=0034", "shipments delivery 7 2026-02-02 serial=PF1A2B3D", "shipments return 7 2026-03-03 serial=PF1A2B3D"}},
		"Gusto, activity":   {"Date,Time,Performed By,Employee,Event,Details\n2026-08-05,3:20:05 PM MDT,Ann Lee,Ann Lee,Bank account updated,Direct deposit changed from Chase ••••4417 (checking) to Green Dot Bank ••••0932 (prepaid)\n", []string{"hris payroll_change <Ann Lee> 2026-08-05T21:20 new=Green Dot Bank (prepaid) old=Chase (checking) method=prepaid"}},
		"Gusto, accounts":   {"Last name,First name,Work email,Account nickname,Bank name,Account type,Routing number,Account number,Name on account,Verified\nLee,Ann,ann@corp.example,Main,A Bank,checking,256343582,••••9722,Ann Lee,Yes\n", []string{"payroll payroll_change ann@corp.example - holder=Ann Lee method=bank"}},
		"Gusto, journal":    {"Employee,Employee ID,Department,Pay period,Check date,Payment method,Net pay,Bank account\n\"Lee, Ann\",7,R&D,08/16/2026 - 08/31/2026,08/31/2026,Direct deposit,3087.89,••••9722\n", []string{"payroll payment 7 2026-08-31 team=R&D"}},
		"Deel": {"Contract ID,Contract name,Contract type,Worker name,Worker email,Worker country,Payee legal name,Invoice #,Period start,Period end,Amount,Currency,Payment date,Status,Withdrawal method,Withdrawal destination\nc1,Engineer,Fixed,Ann Lee,ann@corp.example,MY,Ann Lee,I1,2026-07-01,2026-07-31,3666.67,USD,2026-08-03,Paid,Crypto – USDC (Ethereum),0xf59ec1ad3f10d73c2485bec8e433bf319d88f129\n",
			[]string{"payroll payment ann@corp.example 2026-08-03 contract=Fixed payee=0xf59ec1ad3f10d73c2485bec8e433bf319d88f129 holder=Ann Lee method=Crypto – USDC (Ethereum) country=MY"}},
		"Remote":                  {"Contractor,Payout date,Payout method,Payout account,Account holder\nAnn Lee,2026-08-03,Wise,NL91ABNA0417164300,Bo Cole\n", []string{"payroll payment <Ann Lee> 2026-08-03 payee=" + token + " holder=Bo Cole method=Wise"}},
		"ADP":                     {"Associate ID,Payroll Name,Pay Date,Net Pay,IBAN,Account Holder Name\nA7,\"Lee, Ann\",2026-08-03,10,NL91ABNA0417164300,Ann Lee\n", []string{"payroll payment A7 2026-08-03 payee=" + token + " holder=Ann Lee"}},
		"creditors":               {"Kreditorname;Personalnr.;Leistungserbringer;Betrag;IBAN;Kontoinhaber;Ausführung;Zahlweg\nLee;7;Ann Lee;4.993,54;NL91ABNA0417164300;Ann Lee;27.02.2026;SEPA\n", []string{"payroll payment 7 2026-02-27 payee=" + token + " holder=Ann Lee method=SEPA"}},
		"Jira":                    {"Issue key,Issue Type,Summary,Status,Reporter,Custom field (Requester email),Created,Custom field (Request Type),Custom field (System),Custom field (Access level),Custom field (Approvers)\nI-1,Request,New keyboard,Resolved,Ann Lee,ann@corp.example,07/Sep/26 4:23 PM,Hardware,,,\nI-2,Request,Access,Resolved,Ann Lee,ann@corp.example,07/Sep/26 4:23 PM,Access,GitHub,Admin,Bo\nI-3,Request,Starter,Resolved,Ann Lee,ann@corp.example,07/Sep/26 4:23 PM,Onboarding,Zoom,Standard,Bo\n", []string{"access access_request ann@corp.example 2026-09-07T16:23 resource=GitHub rights=Admin"}},
		"tickets":                 {"Vorgang;Erstellt;Antragsteller:in;Personalnummer;System;Rolle;Beschreibung;Status;Bearbeitet von\nI-1;02.02.2026 16:14;Ann Lee;7;GitHub;write;Analyse;genehmigt;Bo\n", []string{"access access_grant 7 2026-02-02T16:14 resource=GitHub rights=write"}},
		"ServiceNow":              {"Number,Opened At,Requested By Email,Application,Access Role,Approved By,State\nRITM1,2026-02-02 10:00:00,ann@corp.example,Vault,admin,Bo,Approved\n", []string{"access access_grant ann@corp.example 2026-02-02T10:00 resource=Vault rights=admin"}},
		"threats":                 {"Detection Date,Device Name,Serial Number,User,Threat Name,Classification,File Path\n2026-08-13T01:57:34Z,L1,0HF81GH8HX,ann@corp.example,A.InfoStealer,Malware,/tmp/.ld\n2026-08-13T01:57:34Z,L1,0HF81GH8HX,ann@corp.example,B.Genieo,PUP,/tmp/x\n", []string{"finding A.InfoStealer 0HF81GH8HX 2026-08-13 severity=4", "finding B.Genieo 0HF81GH8HX 2026-08-13 severity=2"}},
		"absences by policy":      {"Request ID,Employee Name,Policy,Start,End,Total Hours,Approval Status\n1,Ann Lee,Paid time off,2026-05-01,2026-05-03,16,Approved\n2,Ann Lee,Paid time off,2026-05-01,2026-05-03,16,Pending\n", []string{"hris leave <Ann Lee> 2026-05-01 end=2026-05-03"}},
		"absences, JSON":          {`{"employee":{"employeeId":"7","fullName":"Ann Lee"},"timeOffType":{"name":"Vacation"},"start":"2026-05-01","end":"2026-05-03","status":{"status":"approved"}}` + "\n", []string{"hris leave 7 2026-05-01 end=2026-05-03"}},
		"exceptions":              {"Exception ID,Requestor,Requestor Email,Exception Type,Description,Approved By,Approval Date,Expiration Date,Status\nX1,Ann Lee,ann@corp.example,Software,AnyDesk for support,Bo,2026-05-01,2026-12-31,Approved\n", []string{"hris exception ann@corp.example 2026-05-01 new=remote-control end=2026-12-31", "hris exception ann@corp.example 2026-05-01 new=Software: AnyDesk for support end=2026-12-31"}},
		"amendments":              {"Worker Name,Contract ID,Effective Date,Amendment Type,Previous Value,New Value\nAnn Lee,c1,2026-05-01,Bank details,,NL91ABNA0417164300\n", []string{"hris payroll_change <Ann Lee> 2026-05-01 new=" + token + " payee=" + token + " method=bank"}},
		"Spanish, log of changes": {"Fecha;Empleado;Campo;Valor anterior;Valor nuevo\n2026-05-01;Ann Lee;Dirección;Calle 1;Calle 2\n", []string{"hris address_change <Ann Lee> 2026-05-01 new=Calle 2 old=Calle 1"}},
		"French, log of changes":  {"Date;Salarié;Matricule;Champ modifié;Ancienne valeur;Nouvelle valeur\n2026-05-01;Ann Lee;7;Adresse;Rue 1;Rue 2\n", []string{"hris address_change 7 2026-05-01 new=Rue 2 old=Rue 1"}},
		"French, parcels":         {"Numéro de suivi;Date d'expédition;Date de livraison;Destinataire;Adresse;Ville;Code postal;Signé par\n1;2026-05-01;2026-05-02;Ann Lee;Rue 1;Paris;75001;COLE\n", []string{"shipments shipment <Ann Lee> 2026-05-01 to=Rue 1, 75001 Paris tracking=1", "shipments delivery <Ann Lee> 2026-05-02 to=Rue 1, 75001 Paris by=COLE tracking=1"}},
		"Dutch, parcels":          {"Zendingsnummer;Verzenddatum;Bezorgdatum;Ontvanger;Straat;Huisnummer;Postcode;Plaats;Ontvangen door\n1;01-05-2026;02-05-2026;Ann Lee;Kade;1;1011 AB;Amsterdam;BUREN\n", []string{"shipments shipment <Ann Lee> 2026-05-01 to=Kade 1, 1011 AB Amsterdam tracking=1", "shipments delivery <Ann Lee> 2026-05-02 to=Kade 1, 1011 AB Amsterdam tracking=1"}},
		"payments, JSON":          {`{"id":"x1","worker":{"id":"7","name":"Ann Lee"},"payment_method":{"type":"crypto","address":"0xf59ec1ad3f10d73c2485bec8e433bf319d88f129"},"paid_at":"2026-05-01","amount":"10"}` + "\n", []string{"payroll payment 7 2026-05-01 payee=0xf59ec1ad3f10d73c2485bec8e433bf319d88f129 method=crypto"}},
		"checks that were taken":  {"Employee ID,Verification,Result,Date\n7,Address document,passed,2026-05-01\n", []string{"hris verification 7 2026-05-01 new=Address document"}},
		"Rippling, roster":        {"Employee,Work Email,Title,Department,Employment Type,Start Date,End Date,Personal Email\n\"Doe, Ann\",ann@corp.example,Engineer,R&D,Salaried,2026-02-01,,a@mail.example\n", []string{"hris roster ann@corp.example - role=Engineer team=R&D contract=Salaried start=2026-02-01 own=a@mail.example"}},
		"Dutch roster":            {"Personeelsnummer;Voornaam;Achternaam;Functie;Afdeling;Datum in dienst;Datum uit dienst\n7;Ann;Lee;Ontwikkelaar;Techniek;01-02-2026;\n", []string{"hris roster 7 - role=Ontwikkelaar team=Techniek start=01-02-2026"}},
		"Spanish roster":          {"Número de empleado;Nombre;Apellidos;Puesto;Departamento;Fecha de alta;Fecha de baja;Correo electrónico\n7;Ann;Lee;Ingeniera;Técnica;01.02.2026;;ann@corp.example\n", []string{"hris roster 7 - role=Ingeniera team=Técnica start=01.02.2026"}},
		"French roster":           {"Matricule;Prénom;Nom de famille;Poste;Département;Date d'entrée;Date de sortie;Courriel professionnel\n7;Ann;Lee;Ingénieure;Technique;01.02.2026;;ann@corp.example\n", []string{"hris roster 7 - role=Ingénieure team=Technique start=01.02.2026"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, _ := read(t, c.text)
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(c.want, "\n  "))
			}
		})
	}
}

// Tables of others, and of what may never be an input, are none of ours.
func TestTablesOfOthers(t *testing.T) {
	for name, text := range map[string]string{
		"applications": "Bewerber-ID;Eingang;Vorname;Nachname;E-Mail;Stelle;Phase;Lebenslauf\n1;01.02.2026;Ann;Lee;a@mail.example;Engineer;Neu;cv.pdf\n",
		"interviews":   "Bewerber-ID;Name;Runde;Termin;Interviewer:in;Art\n1;Ann Lee;1;01.02.2026;Bo;Video\n",
		"a scorecard":  `{"id":1,"candidate_id":2,"interview":"Screen","submitted_at":"2026-02-10T23:06:42.000Z","submitted_by":{"name":"Bo","employee_id":"7"}}` + "\n",
		"a candidate":  `{"id":30118790,"first_name":"Ann","last_name":"Lee","title":"Partner","created_at":"2026-02-06T19:17:08.000Z","applications":[{"id":1}],"email_addresses":[{"value":"a@mail.example"}]}` + "\n",
		"holidays":     "Datum;Feiertag;Standort\n03.04.2026;Karfreitag;Hamburg\n",
		"a door":       "Zeitpunkt;Standort;Tür;Ausweis;Name;Ereignis\n02.02.2026 07:22:18;Utrecht;Eingang;1F8D;\"Lee, Ann\";Zutritt\n",
		"answers":      "Veranstaltung;Von;Bis;Personalnummer;Name;Rückmeldung;Grund\nTage;26.02.2026;27.02.2026;7;Ann Lee;Absage;krank\n",
		"projects":     "Employee Number,Name,Project,Start Date,End Date,Allocation\n7,Ann Lee,Alpha,2026-01-01,2026-06-30,50\n",
		"trainings":    "Employee ID,Name,Training,Completed On,Expires\n7,Ann Lee,Security,2026-01-01,2027-01-01\n",
		"benefits":     "Employee ID,Name,Benefit Plan,Coverage Start,Coverage End\n7,Ann Lee,Dental,2026-01-01,2026-06-30\n",
		"hours":        "Employee ID,Employee Name,Date,Hours Worked,Project\n7,Ann Lee,2026-01-01,8,Alpha\n",
		"checks":       "Report-Nr.;Name;Bewerber-ID;Beauftragt;Abgeschlossen;Identität;Gesamtergebnis\nV1;Ann Lee;8;01.12.2025;05.12.2025;bestätigt;ohne Befund\n",
	} {
		t.Run(name, func(t *testing.T) {
			if _, all := read(t, text); len(all) != 0 {
				t.Errorf("%d events: %s", len(all), line(&all[0]))
			}
		})
	}
}

// What is guessed is said.
func TestGuessesAreNoted(t *testing.T) {
	_, all := read(t, "Tracking Number,Ship Date,Recipient Contact Name,Reference\n1,2026-02-01,Ann Lee,FH-1 MEB581AHD9\n")
	if len(all) != 1 || !strings.Contains(strings.Join(all[0].Intake.Notes, ";"), "read by their words: Recipient Contact Name, Reference") || !strings.Contains(strings.Join(all[0].Intake.Notes, ";"), "serial is read out of the reference") {
		t.Errorf("%+v", all)
	}
	if _, all := read(t, "worker_id,job_title,as_of\nW1,Engineer,2026-02-01\n"); len(all) != 1 || len(all[0].Intake.Notes) != 0 {
		t.Errorf("%+v", all)
	}
}

// A guess never makes an input of what may never be one.
func TestGuessesLeaveProtectedColumns(t *testing.T) {
	for _, column := range []string{"Employee Nationality", "Worker gender", "Recipient date of birth", "Staatsangehörigkeit", "Geschlecht", "Geburtsdatum", "Nationalité", "Sexe", "Date de naissance", "Nacionalidad", "Fecha de nacimiento", "Geboortedatum", "Custom field (Marital status)", "Aufenthaltstitel gültig bis", "Familienstand", "Religion", "Konfession", "Visa type", "Anrede"} {
		_, all := read(t, "Employee Number,Job Title,Start Date,"+column+"\n7,Engineer,2026-02-01,SECRET\n")
		if len(all) != 1 {
			t.Fatalf("%s: %d events", column, len(all))
		}
		b, err := all[0].AppendJSON(nil)
		if err != nil || strings.Contains(string(b), "SECRET") {
			t.Errorf("%s: %s %v", column, b, err)
		}
	}
}

// Numbers of accounts are never kept, in whatever column they stand.
func TestNumbersOfAccountsAreNotKept(t *testing.T) {
	for name, text := range map[string]string{
		"a log of changes": "Zeitpunkt;Personalnummer;Attribut;Alter Wert;Neuer Wert\n03.02.2026;7;IBAN;DE89370400440532013000;NL91ABNA0417164300\n",
		"a text":           "Date,Employee,Event,Details\n2026-08-05,Ann Lee,Bank account updated,Direct deposit changed from Chase 370400440532013000 to Bank 0417164300\n",
		"struck out":       "Employee ID,Pay Date,Net pay,Bank account,Name on account\n7,2026-08-31,1,xxxx7164300,Ann Lee\n",
	} {
		_, all := read(t, text)
		if len(all) != 1 {
			t.Fatalf("%s: %d events", name, len(all))
		}
		b, _ := all[0].AppendJSON(nil)
		if strings.Contains(string(b), "7164300") || strings.Contains(string(b), "0532013000") {
			t.Errorf("%s: %s", name, b)
		}
	}
}

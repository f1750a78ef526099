package table

const (
	uid = iota
	moment
	recorded
	person
	employee
	email
	name
	event
	effective
	old
	fresh
	place
	zone
	role
	team
	contract
	startDate
	hireDate
	endDate
	login
	serial
	tracking
	carrier
	status
	destination
	home
	recipient
	givenTo
	ordered
	shipped
	delivered
	returned
	payee
	wallet
	account
	payeeName
	oldPayee
	oldAccount
	newPayee
	newAccount
	oldAddress
	newAddress
	method
	amount
	paidAt
	resource
	privilege
	approver
	reason
	file
	bytes
	target
	device
	rule
	severity
	actor
	source
	ownEmail
	phone
	referrer
	country
	first
	last
	allowed
	arranged
	relatedTo
	noticed
	until

	// Slots that names reach by their words only.
	addressee
	sender
	absence
	arrangement
	category
	detail
	begins
	ends
	street
	street2
	houseNumber
	town
	region
	postal
	shipCountry
	issued
	mode
	remark
	reference
	accountType
	requester
	threat
	units
	checked
	applicants
	topic
	former
	nothing
	slotCount
)

// columns are the variants of each column's name. Case, spaces, dashes, dots and
// underscores do not matter: "Work Email", work_email and workEmail are one name.
// A name belongs to one column only.
var columns = map[int]string{
	uid:       "id uid record_id event_id row_id entry_id change_id transaction_id payment_id shipment_id order_id request_id",
	moment:    "time timestamp date event_date event_time datetime date_time changed_at change_date changed_on date_changed occurred_at occurred_on happened_at at when ts logged_at scanned_at status_date status_at requested_at request_date granted_at date_of_change change_time incident_time incident_date alert_time detected_at detection_time reported_at declared_on granted_on",
	recorded:  "created_at created_on created updated_at updated_on updated modified_at modified_on last_modified last_updated recorded_at exported_at as_of snapshot_date",
	person:    "person person_id worker_id worker_uid people_id associate_oid",
	employee:  "employee_id employee_number employee_no employee_code employee emp_id emp_no empid worker_number worker_no staff_id staff_number personnel_number personnel_no personnel_id associate_id contractor_id file_number payroll_id hris_id person_number worker_employee_id employee_employee_number assigned_to_id assigned_to_employee_id assignee_id assignee_employee_id custodian_id",
	email:     "email work_email user_email user login_email email_address work_email_address company_email corporate_email business_email primary_email mail upn user_principal_name employee_email worker_email username user_name employee_work_email worker_work_email assignee_email assigned_user_email assigned_to_email contractor_email staff_email employee_mail assigned_to_mail custodian_email assigned_user_email",
	name:      "full_name name employee_name display_name legal_name worker_name preferred_name legal_full_name contractor_name person_name employee_full_name employee_display_name worker_full_name assigned_to assigned_to_name assignee assignee_name assigned_user custodian custodian_name",
	first:     "first_name given_name forename legal_first_name employee_first_name",
	last:      "last_name family_name surname legal_last_name employee_last_name",
	event:     "event change change_type event_type type action fact reason_for_change transaction_type business_process business_process_type business_process_name event_name absence_type leave_type time_off_type absence policy_type time_off_policy leave_policy absence_policy field field_name field_changed changed_field",
	effective: "effective effective_date effective_from effective_at effective_on valid_from",
	old:       "old old_value from previous before previous_value prior_value value_before from_value",
	fresh:     "new new_value to current after value value_after to_value current_value",
	place:     "verified_place place work_location location city office site office_location work_city base_location primary_location location_name work_site",
	zone:      "zone time_zone timezone stated_zone tz iana_time_zone work_time_zone timezone_name",
	role:      "role title job_title position job_name job_profile designation job_role position_title business_title occupation",
	team:      "team department org_unit cost_center cost_centre dept department_name division business_unit team_name supervisory_organization",
	contract:  "contract employment_type worker_type contract_type employment_status_type employee_type engagement_type worker_category",
	startDate: "start_date first_day started_on first_day_of_work date_of_joining joining_date join_date contract_start contract_start_date commencement_date",
	hireDate:  "hire_date hired_on hired_at date_of_hire original_hire_date date_hired most_recent_hire_date offer_accepted_at offer_accepted_date contract_signed_at",
	endDate:   "end_date last_day termination_date terminated_on terminated_at last_working_day leave_date left_on exit_date separation_date contract_end contract_end_date employment_end_date employment_ended_on date_of_leaving last_day_of_work leaving_date date_left date_of_exit",
	login:     "github github_login code_login repository_login github_username github_user github_handle github_account git_username gitlab_username gitlab_login scm_login code_host_login vcs_login",

	serial:      "serial serial_number device_serial asset asset_serial serial_no device_serial_number asset_serial_number hardware_serial laptop_serial sn asset_id asset_tag equipment_serial",
	tracking:    "tracking tracking_number waybill tracking_no tracking_id tracking_code awb consignment parcel_number consignment_number shipment_number tracking_ref",
	carrier:     "carrier courier shipper shipping_carrier carrier_name shipping_company delivery_company",
	status:      "status state shipment_status delivery_status tracking_status order_status result outcome decision",
	destination: "destination address ship_to delivery_address ship_to_address shipping_address delivery_location destination_address ship_address recipient_address deliver_to shipped_to sent_to mailing_address",
	home:        "home_address residential_address residence_address permanent_address home_location address_home street_address",
	recipient:   "recipient signed_by received_by collected_by signed_for_by signature_name recipient_name signatory picked_up_by accepted_by signed_for receiver receiver_name proof_of_delivery_name pod_name",
	givenTo:     "delivered_to handed_to handed_over_to left_with given_to",
	ordered:     "ordered_at order_date ordered_on ordered purchase_date requested_on label_created_at prepared_at",
	shipped:     "shipped_at ship_date shipped_on shipped dispatched_at dispatch_date dispatched_on dispatched sent_at sent_on date_shipped shipping_date shipment_date pickup_date posted_at",
	delivered:   "delivered_at delivery_date delivered_on delivered date_delivered received_at received_on delivery_time delivered_time arrival_date arrived_at handed_over_at signed_on pod_date actual_delivery_date actual_delivery",
	returned:    "returned_at return_date returned_on returned date_returned return_received_at",

	payee:      "payee payee_token account_token account_hash iban_hash bank_account_hash payee_hash payee_id payout_account_hash account_fingerprint bank_account_token payout_token destination_account_hash account_ref account_number_hash bank_hash",
	wallet:     "wallet wallet_address crypto_address crypto_wallet new_wallet",
	account:    "bank_account account_number iban bank_account_number payout_account bank_details payout_iban beneficiary_account destination_account account_no",
	payeeName:  "payee_name account_name account_holder account_holder_name beneficiary beneficiary_name account_owner name_on_account bank_account_holder holder holder_name payee_full_name",
	oldPayee:   "old_account_hash previous_account_hash old_payee previous_payee old_payee_token old_bank_account_hash previous_bank_account_hash from_account_hash old_iban_hash old_wallet previous_wallet prior_account_hash",
	oldAccount: "old_account previous_account old_bank_account previous_bank_account from_account old_iban previous_iban prior_account old_account_number previous_account_number account_before",
	newPayee:   "new_account_hash current_account_hash new_payee new_payee_token new_bank_account_hash current_bank_account_hash to_account_hash new_iban_hash",
	newAccount: "new_account current_account new_bank_account current_bank_account to_account new_iban current_iban new_account_number account_after",
	oldAddress: "old_address previous_address address_before from_address old_shipping_address old_ship_to",
	newAddress: "new_address current_address address_after to_address new_shipping_address new_ship_to changed_address",
	method:     "method payment_method channel provider payout_method pay_method payment_type payout_type payout_provider payment_channel disbursement_method pay_via payment_provider",
	amount:     "amount net net_pay gross gross_pay net_amount payment_amount total",
	paidAt:     "paid_at pay_date payment_date paid_on payout_date payroll_date settled_at period_end pay_period_end",

	resource:  "resource system application repository entitlement application_name resource_name access_to system_name app_name role_requested",
	privilege: "privilege permission access_level requested_role access_role permission_level",
	approver:  "approver approved_by manager reviewer approver_email approved_by_email manager_email line_manager supervisor",
	reason:    "reason justification comment note notes comments business_justification remarks ",

	file:     "file file_name filename object document file_path path document_name object_name",
	bytes:    "bytes size file_size size_bytes bytes_sent data_size",
	target:   "target destination_url url domain recipient_domain destination_domain target_domain target_url uploaded_to destination_host",
	device:   "device hostname device_name host computer_name machine endpoint workstation",
	rule:     "rule policy rule_name policy_name rule_id policy_id matched_rule dlp_policy dlp_rule",
	severity: "severity priority risk_level risk_severity",
	actor:    "changed_by actor actor_email actor_name requested_by modified_by updated_by initiated_by requester submitted_by created_by entered_by edited_by",
	source:   "ip src_ip ip_address source_ip client_ip",

	ownEmail:  "personal_email private_email home_email personal_email_address alternate_email secondary_email",
	phone:     "phone mobile phone_number personal_phone mobile_phone cell_phone mobile_number telephone home_phone cell personal_mobile primary_phone",
	referrer:  "referred_by referrer referral referral_source_employee recommended_by referrer_email",
	allowed:   "exception exceptions approved_exception approved_exceptions security_exception security_exceptions policy_exception policy_exceptions exception_granted granted_exception",
	arranged:  "accommodation accommodations agreed_accommodation",
	relatedTo: "related_to relation relations declared_relation declared_relations related_employee",
	noticed:   "notice_date notice_given_on notice_given notice_given_at notice_given_date date_of_notice notice_on resignation_date resigned_on resignation_submitted_on date_of_resignation",
	until:     "until till valid_until effective_until effective_to valid_to",
	country:   "country work_country contract_country country_code country_of_work location_country work_country_code",
}

// protected are parts of column names that may never be an input.
var protected = []string{"nationality", "citizen", "gender", "sex", "ethnic", "race", "religio", "birth", "dob", "age", "marital", "visa", "permit", "immigration", "passport", "photo", "disab", "pregnan", "language", "accent", "orientation", "veteran", "origin", "pronoun", "maiden", "nativ", "faith", "union_member",
	"nationalit", "staatsangehor", "staatsburger", "nacionalid", "geschlecht", "geslacht", "geburt", "naissance", "nacimiento", "geboorte", "konfession", "familienstand", "zivilstand", "etatcivil", "estadocivil", "burgerlijkestaat", "aufenthaltstitel", "aufenthaltserlaub", "arbeitserlaub", "behinder", "discapacid", "handicap",
	"sprache", "langue", "idioma", "herkunft", "hautfarbe", "genero", "steuerklasse", "kirchensteuer", "anrede", "salutation", "schwanger", "zwanger", "enceinte", "embaraz", "gewerkschaft", "syndica", "sindica", "vakbond", "leeftijd", "lebensalter", "sexe", "sexo", "genre", "edad"}

// wholeWords are protected words that others contain: "package", "trace", "stage" and
// "localidad" are none.
var wholeWords = map[string]bool{"age": true, "sex": true, "race": true, "origin": true, "dob": true, "visa": true, "sexe": true, "sexo": true, "genre": true, "edad": true, "langue": true, "handicap": true}

// keys tell which table a row belongs to: one list of columns suffices.
// Words that many systems use must not decide alone.
var keys = map[Kind][][]int{
	Shipments: {{serial, issued}, {device, issued}, {serial, returned}, {tracking}, {carrier, serial}, {carrier, destination}, {serial, destination}, {serial, shipped}, {serial, delivered}, {carrier, shipped}, {carrier, delivered}, {destination, shipped}, {destination, delivered}, {serial, recipient}},
	Payroll: {{payee}, {wallet}, {newPayee}, {oldPayee}, {payeeName, method}, {payeeName, amount}, {payeeName, account}, {oldAccount, newAccount}, {employee, account}, {person, account}, {email, newAccount}, {employee, newAccount}, {person, newAccount}, {email, payeeName}, {employee, payeeName}, {person, payeeName},
		{employee, method, amount}, {person, method, amount},
	},
	Access: {{resource, approver}, {resource, privilege}, {resource, reason}, {privilege, approver}},
	DLP:    {{threat, device}, {threat, serial}, {file, rule}, {file, target}, {file, bytes}, {rule, target}},
	HRIS: {{employee, event}, {person, event}, {employee, startDate}, {person, startDate}, {email, startDate}, {employee, role}, {person, role}, {employee, hireDate}, {person, hireDate}, {email, hireDate}, {employee, endDate}, {person, endDate},
		{email, event, old}, {email, event, fresh}, {email, event, effective}, {email, event, endDate},
		{employee, allowed}, {person, allowed}, {email, allowed}, {employee, arranged}, {person, arranged}, {email, arranged}, {employee, relatedTo}, {person, relatedTo}, {email, relatedTo},
		{employee, noticed}, {person, noticed}, {email, noticed}, {employee, until}, {person, until}, {email, until},
		{email, role, team}, {employee, team}, {person, team}, {employee, home}, {person, home}, {email, home}, {employee, login}, {person, login}, {email, login}, {employee, newAddress}, {person, newAddress}, {email, newAddress}, {employee, destination}, {person, destination}, {employee, zone}, {person, zone}, {employee, place}, {person, place}},
}

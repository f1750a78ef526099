package watchlist

import "strings"

// Samples in the official formats, written by hand. All people, firms and numbers
// are invented.

const sampleAdvanced = `<?xml version="1.0" encoding="utf-8" standalone="yes"?>
<Sanctions xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" Version="3" xmlns="https://lists.example/ADVANCED_XML">
  <DateOfIssue CalendarTypeID="1"><Year>2026</Year><Month>3</Month><Day>12</Day></DateOfIssue>
  <ReferenceValueSets>
    <AliasTypeValues><AliasType ID="1400">A.K.A.</AliasType><AliasType ID="1401">F.K.A.</AliasType><AliasType ID="1403">Name</AliasType></AliasTypeValues>
    <AreaCodeValues>
      <AreaCode ID="11065" CountryID="11065" Description="China" AreaCodeTypeID="1">CN</AreaCode>
      <AreaCode ID="11291" CountryID="11291" Description="undetermined" AreaCodeTypeID="1" />
      <AreaCode ID="91704" CountryID="91704" Description="Region: Gaza" AreaCodeTypeID="1" />
    </AreaCodeValues>
    <CountryValues><Country ID="11065">China</Country><Country ID="11120">Korea, North</Country></CountryValues>
    <DetailReferenceValues><DetailReference ID="91526">Male</DetailReference><DetailReference ID="91762">North Korea Sanctions Regulations, sections 510.201 and 510.210</DetailReference></DetailReferenceValues>
    <FeatureTypeValues>
      <FeatureType ID="8" FeatureTypeGroupID="1">Birthdate</FeatureType>
      <FeatureType ID="9" FeatureTypeGroupID="1">Place of Birth</FeatureType>
      <FeatureType ID="10" FeatureTypeGroupID="1">Nationality Country</FeatureType>
      <FeatureType ID="13" FeatureTypeGroupID="1">SWIFT/BIC</FeatureType>
      <FeatureType ID="14" FeatureTypeGroupID="1">Website</FeatureType>
      <FeatureType ID="21" FeatureTypeGroupID="1">Email Address</FeatureType>
      <FeatureType ID="25" FeatureTypeGroupID="1">Location</FeatureType>
      <FeatureType ID="26" FeatureTypeGroupID="1">Title</FeatureType>
      <FeatureType ID="224" FeatureTypeGroupID="1">Gender</FeatureType>
      <FeatureType ID="344" FeatureTypeGroupID="1">Digital Currency Address - XBT</FeatureType>
      <FeatureType ID="999" FeatureTypeGroupID="1">Digital Currency Address - NEWCOIN</FeatureType>
      <FeatureType ID="504" FeatureTypeGroupID="1">Secondary sanctions risk:</FeatureType>
      <FeatureType ID="524" FeatureTypeGroupID="1">Phone Number</FeatureType>
    </FeatureTypeValues>
    <IDRegDocTypeValues><IDRegDocType ID="1571">Passport</IDRegDocType></IDRegDocTypeValues>
    <ListValues><List ID="1550">SDN List</List></ListValues>
    <LocPartTypeValues><LocPartType ID="1">Unknown</LocPartType><LocPartType ID="1451">ADDRESS1</LocPartType><LocPartType ID="1452">ADDRESS2</LocPartType><LocPartType ID="1454">CITY</LocPartType><LocPartType ID="1455">STATE/PROVINCE</LocPartType><LocPartType ID="1456">POSTAL CODE</LocPartType></LocPartTypeValues>
    <NamePartTypeValues><NamePartType ID="1520">Last Name</NamePartType><NamePartType ID="1521">First Name</NamePartType><NamePartType ID="1525">Entity Name</NamePartType><NamePartType ID="1528">Nickname</NamePartType><NamePartType ID="91708">Patronymic</NamePartType></NamePartTypeValues>
    <PartySubTypeValues><PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType><PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType><PartySubType ID="1" PartyTypeID="4">Vessel</PartySubType></PartySubTypeValues>
    <PartyTypeValues><PartyType ID="1">Individual</PartyType><PartyType ID="2">Entity</PartyType><PartyType ID="4">Transport</PartyType></PartyTypeValues>
    <RelationTypeValues><RelationType ID="15002" Symmetrical="false">Acting for or on behalf of</RelationType></RelationTypeValues>
    <SanctionsTypeValues><SanctionsType ID="1705">Block</SanctionsType><SanctionsType ID="1">Program</SanctionsType></SanctionsTypeValues>
    <ValidityValues><Validity ID="1">Valid</Validity><Validity ID="2">Fraudulent</Validity></ValidityValues>
  </ReferenceValueSets>
  <Locations>
    <Location ID="1"><LocationAreaCode AreaCodeID="11065" /><LocationCountry CountryID="11065" CountryRelevanceID="1413" />
      <LocationPart LocPartTypeID="1451"><LocationPartValue Primary="true"><Comment /><Value>1 Invented Road</Value></LocationPartValue></LocationPart>
      <LocationPart LocPartTypeID="1452"><LocationPartValue Primary="true"><Comment /><Value>Floor 2</Value></LocationPartValue></LocationPart>
      <LocationPart LocPartTypeID="1454"><LocationPartValue Primary="true"><Comment /><Value>Dandong</Value></LocationPartValue></LocationPart>
      <LocationPart LocPartTypeID="1455"><LocationPartValue Primary="false"><Comment /><Value>not this</Value></LocationPartValue></LocationPart>
      <LocationPart LocPartTypeID="1456"><LocationPartValue Primary="true"><Comment /><Value>118000</Value></LocationPartValue></LocationPart>
      <FeatureVersionReference FeatureVersionID="200001" /></Location>
    <Location ID="2"><LocationPart LocPartTypeID="1"><LocationPartValue Primary="true"><Comment /><Value>Korea, North</Value></LocationPartValue></LocationPart></Location>
    <Location ID="3"><LocationAreaCode AreaCodeID="11291" /></Location>
  </Locations>
  <IDRegDocuments>
    <IDRegDocument ID="8" IDRegDocTypeID="1571" IdentityID="501" IssuedBy-CountryID="11120" ValidityID="1"><Comment /><IDRegistrationNo>654320001</IDRegistrationNo><IssuingAuthority /></IDRegDocument>
    <IDRegDocument ID="9" IDRegDocTypeID="1571" IdentityID="501" IssuedBy-CountryID="11065" ValidityID="2"><IDRegistrationNo>G00000001</IDRegistrationNo></IDRegDocument>
    <IDRegDocument ID="10" IDRegDocTypeID="1571" IdentityID="777"><IDRegistrationNo>lost</IDRegistrationNo></IDRegDocument>
  </IDRegDocuments>
  <DistinctParties>
    <DistinctParty FixedRef="90001"><Comment />
      <Profile ID="90001" PartySubTypeID="4">
        <Identity ID="501" FixedRef="90001" Primary="true" False="false">
          <Alias FixedRef="90001" AliasTypeID="1400" Primary="false" LowQuality="true"><DocumentedName ID="12" DocNameStatusID="2"><DocumentedNamePart><NamePartValue NamePartGroupID="3" ScriptID="215">goldfish77</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
          <Alias FixedRef="90001" AliasTypeID="1403" Primary="true" LowQuality="false">
            <DocumentedName ID="10" DocNameStatusID="1"><DocumentedNamePart><NamePartValue NamePartGroupID="1" ScriptID="215">Ryang</NamePartValue></DocumentedNamePart><DocumentedNamePart><NamePartValue NamePartGroupID="2" ScriptID="215">Song &amp; Ho</NamePartValue></DocumentedNamePart></DocumentedName>
            <DocumentedName ID="11" DocNameStatusID="2"><DocumentedNamePart><NamePartValue NamePartGroupID="1" ScriptID="287">량</NamePartValue></DocumentedNamePart><DocumentedNamePart><NamePartValue NamePartGroupID="2" ScriptID="287">송호</NamePartValue></DocumentedNamePart></DocumentedName>
          </Alias>
          <Alias FixedRef="90001" AliasTypeID="1401" Primary="false" LowQuality="false"><DocumentedName ID="13" DocNameStatusID="2"><DocumentedNamePart><NamePartValue NamePartGroupID="4" ScriptID="220">Ли</NamePartValue></DocumentedNamePart><DocumentedNamePart><NamePartValue NamePartGroupID="5" ScriptID="220">Иван</NamePartValue></DocumentedNamePart><DocumentedNamePart><NamePartValue NamePartGroupID="6" ScriptID="220">Петрович</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
          <NamePartGroups>
            <MasterNamePartGroup><NamePartGroup ID="1" NamePartTypeID="1520" /></MasterNamePartGroup>
            <MasterNamePartGroup><NamePartGroup ID="2" NamePartTypeID="1521" /></MasterNamePartGroup>
            <MasterNamePartGroup><NamePartGroup ID="3" NamePartTypeID="1528" /></MasterNamePartGroup>
            <MasterNamePartGroup><NamePartGroup ID="4" NamePartTypeID="1520" /></MasterNamePartGroup>
            <MasterNamePartGroup><NamePartGroup ID="5" NamePartTypeID="1521" /></MasterNamePartGroup>
            <MasterNamePartGroup><NamePartGroup ID="6" NamePartTypeID="91708" /></MasterNamePartGroup>
          </NamePartGroups>
        </Identity>
        <Identity ID="502" FixedRef="90001" Primary="false" False="true"><Alias AliasTypeID="1400" LowQuality="false"><DocumentedName ID="99"><DocumentedNamePart><NamePartValue NamePartGroupID="1">Nobody</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity>
        <Feature ID="1" FeatureTypeID="8"><FeatureVersion ID="1"><Comment>of the alias</Comment><DatePeriod CalendarTypeID="1"><Start Approximate="true"><From><Year>1985</Year><Month>1</Month><Day>1</Day></From><To><Year>1985</Year><Month>1</Month><Day>1</Day></To></Start><End Approximate="true"><From><Year>1985</Year><Month>12</Month><Day>31</Day></From><To><Year>1985</Year><Month>12</Month><Day>31</Day></To></End></DatePeriod><VersionDetail DetailTypeID="1430" /></FeatureVersion></Feature>
        <Feature ID="2" FeatureTypeID="8"><FeatureVersion ID="2"><Comment /><DatePeriod CalendarTypeID="1"><Start Approximate="false"><From><Year>1986</Year><Month>2</Month><Day>28</Day></From><To><Year>1986</Year><Month>2</Month><Day>28</Day></To></Start><End Approximate="false"><From><Year>1986</Year><Month>2</Month><Day>28</Day></From><To><Year>1986</Year><Month>2</Month><Day>28</Day></To></End></DatePeriod></FeatureVersion></Feature>
        <Feature ID="3" FeatureTypeID="9"><FeatureVersion ID="3"><Comment /><VersionDetail DetailTypeID="1432">Sinuiju</VersionDetail></FeatureVersion></Feature>
        <Feature ID="4" FeatureTypeID="10"><FeatureVersion ID="4"><Comment /><VersionDetail DetailTypeID="1433" /><VersionLocation LocationID="2" /></FeatureVersion></Feature>
        <Feature ID="5" FeatureTypeID="25"><FeatureVersion ID="5"><Comment /><VersionLocation LocationID="1" /></FeatureVersion></Feature>
        <Feature ID="6" FeatureTypeID="25"><FeatureVersion ID="6"><Comment /><VersionLocation LocationID="3" /></FeatureVersion></Feature>
        <Feature ID="7" FeatureTypeID="224"><FeatureVersion ID="7"><Comment /><VersionDetail DetailTypeID="1431" DetailReferenceID="91526" /></FeatureVersion></Feature>
        <Feature ID="8" FeatureTypeID="344"><FeatureVersion ID="8"><Comment /><VersionDetail DetailTypeID="1432">1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE</VersionDetail></FeatureVersion></Feature>
        <Feature ID="9" FeatureTypeID="999"><FeatureVersion ID="9"><Comment /><VersionDetail DetailTypeID="1432">NEW1AddressOfAnInventedCoin00000</VersionDetail></FeatureVersion></Feature>
        <Feature ID="10" FeatureTypeID="504"><FeatureVersion ID="10"><Comment /><VersionDetail DetailTypeID="1431" DetailReferenceID="91762" /></FeatureVersion></Feature>
        <Feature ID="11" FeatureTypeID="524"><FeatureVersion ID="11"><Comment /><VersionDetail DetailTypeID="1432">12025550123</VersionDetail></FeatureVersion></Feature>
        <Feature ID="12" FeatureTypeID="21"><FeatureVersion ID="12"><Comment /><VersionDetail DetailTypeID="1432">ryang@mail.example</VersionDetail></FeatureVersion></Feature>
        <Feature ID="13" FeatureTypeID="26"><FeatureVersion ID="13"><Comment /><VersionDetail DetailTypeID="1432"><![CDATA[Manager <acting>]]></VersionDetail></FeatureVersion></Feature>
      </Profile>
    </DistinctParty>
    <DistinctParty FixedRef="90002"><Comment>all offices worldwide</Comment>
      <Profile ID="90002" PartySubTypeID="3">
        <Identity ID="503" Primary="true" False="false">
          <Alias AliasTypeID="1403" Primary="true" LowQuality="false"><DocumentedName ID="20"><DocumentedNamePart><NamePartValue NamePartGroupID="7">Bright Lantern Trading</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
          <NamePartGroups><MasterNamePartGroup><NamePartGroup ID="7" NamePartTypeID="1525" /></MasterNamePartGroup></NamePartGroups>
        </Identity>
        <Feature ID="14" FeatureTypeID="13"><FeatureVersion ID="14"><Comment /><VersionDetail DetailTypeID="1432">BRLTKPPY</VersionDetail></FeatureVersion></Feature>
        <Feature ID="15" FeatureTypeID="14"><FeatureVersion ID="15"><Comment /><VersionDetail DetailTypeID="1432">https://lantern.example</VersionDetail></FeatureVersion></Feature>
      </Profile>
    </DistinctParty>
  </DistinctParties>
  <ProfileRelationships>
    <ProfileRelationship ID="1" From-ProfileID="90001" To-ProfileID="90002" RelationTypeID="15002" SanctionsEntryID="90001"><Comment /></ProfileRelationship>
  </ProfileRelationships>
  <SanctionsEntries>
    <SanctionsEntry ID="1" ProfileID="90001" ListID="1550"><EntryEvent ID="1" EntryEventTypeID="1" LegalBasisID="1"><Comment /><Date CalendarTypeID="1"><Year>2026</Year><Month>3</Month><Day>12</Day></Date></EntryEvent>
      <SanctionsMeasure ID="1" SanctionsTypeID="1705"><DatePeriod CalendarTypeID="1" /></SanctionsMeasure>
      <SanctionsMeasure ID="2" SanctionsTypeID="1"><Comment>DPRK3</Comment></SanctionsMeasure><SanctionsMeasure ID="3" SanctionsTypeID="1"><Comment>NPWMD</Comment></SanctionsMeasure></SanctionsEntry>
    <SanctionsEntry ID="2" ProfileID="90002" ListID="1550"><EntryEvent ID="2"><Date CalendarTypeID="1"><Year>2024</Year><Month>1</Month><Day>2</Day></Date></EntryEvent><SanctionsMeasure ID="4" SanctionsTypeID="1"><Comment>DPRK3</Comment></SanctionsMeasure></SanctionsEntry>
  </SanctionsEntries>
  <SanctionsEntryLinks />
</Sanctions>
`

const (
	sampleSDN = `90001,"RYANG, Song Ho, Jr.","individual","DPRK3] [NPWMD","Manager",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 12 Apr 1985; alt. DOB circa 1986; alt. DOB Mar 1962 to Feb 1963; POB Sinuiju, Korea, North; nationality Korea, North; Gender Male; Secondary sanctions risk: North Korea Sanctions Regulations, sections 510.201 and 510.210; Passport 654320001 (Korea, North) issued 23 Jun 2019 expires 22 Jun 2029; alt. Passport RL 1622378 (Lebanon); Email Address ryang@mail.example; Phone Number 12025550123; alt. Phone Number 12025550124; Website https://ryang.example; Digital Currency Address - XBT 1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE; alt. Digital Currency Address - ETH 0x098B716B8Aaf21512996dC57EB0615e2383E2f96; Linked To: BRIGHT LANTERN TRADING; a.k.a. 'goldfish77'; a.k.a. ''ABD AL-HO'; f.k.a. 'O'BRIEN, Song'; arrested 23 Apr 2020."
90002,"BRIGHT LANTERN TRADING",-0- ,"DPRK3",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"Organization Established Date 1999; Tax ID No. 7744000000 (Russia); Registration Number HRA 738077 (Stuttgart) (Germany); a.k.a. 'BLT'."
90003,"SEA OF MORNING","vessel","DPRK4",-0- ,"HMZZ9","General Cargo","9,001","5,002","Korea, North","Invented Shipping","Former Vessel Flag Tuvalu; Vessel Registration Identification IMO 7406784; MMSI 572469210; License revoked."
` + "\x1a"
	sampleALT      = "90001,1,\"aka\",\"LYANG, Song-ho\",-0- \r\n90002,2,\"fka\",\"LANTERN CO.\",\"until 2010\"\r\n99999,3,\"aka\",\"NOBODY\",-0- \r\n\x1a"
	sampleADD      = "90001,1,\"1 Invented Road\",\"Dandong 118000\",\"China\",-0- \r\n90001,2,-0- ,-0- ,-0- ,-0- \r\n90002,3,-0- ,-0- ,\"Region: Gaza\",\"branch\"\r\n\x1a"
	sampleComments = "90009,\"ChmWq; a.k.a. 'TAIL'.\"\r\n\x1a"
)

// sampleCut is a main file whose only row is cut at 1,000 characters in the middle
// of an address, as the publisher cuts it.
func sampleCut() string {
	remarks := "DOB 1990; " + strings.Repeat("x", 1000-10-len("; Digital Currency Address - XBT 1Gq")) + "; Digital Currency Address - XBT 1Gq"
	return `90009,"LONG, Remark","individual","DPRK3",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"` + remarks + "\"\r\n\x1a"
}

const sampleUN = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09.554Z">
  <INDIVIDUALS>
    <INDIVIDUAL>
      <DATAID>7000001</DATAID><VERSIONNUM>1</VERSIONNUM><FIRST_NAME>RYANG</FIRST_NAME><SECOND_NAME>SONG</SECOND_NAME><THIRD_NAME>HO</THIRD_NAME>
      <UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPi.999</REFERENCE_NUMBER><LISTED_ON>2016-03-02</LISTED_ON><GENDER>Male</GENDER>
      <NAME_ORIGINAL_SCRIPT>Рян Сон Хо</NAME_ORIGINAL_SCRIPT><COMMENTS1>An invented person.</COMMENTS1>
      <TITLE><VALUE>Manager</VALUE></TITLE><NATIONALITY><VALUE>Democratic People's Republic of Korea</VALUE></NATIONALITY>
      <LAST_DAY_UPDATED><VALUE>2017-01-01</VALUE><VALUE>2018-01-01</VALUE></LAST_DAY_UPDATED>
      <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Lyang Song Ho; Ryang Seong-ho (양성호)</ALIAS_NAME><DATE_OF_BIRTH>1984</DATE_OF_BIRTH><CITY_OF_BIRTH>Sinuiju</CITY_OF_BIRTH></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Mr. Lantern</ALIAS_NAME><NOTE>call sign</NOTE></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ADDRESS><STREET>1 Invented Road</STREET><CITY>Dandong</CITY><STATE_PROVINCE>Liaoning</STATE_PROVINCE><ZIP_CODE>118000</ZIP_CODE><COUNTRY>China</COUNTRY></INDIVIDUAL_ADDRESS>
      <INDIVIDUAL_ADDRESS><COUNTRY/></INDIVIDUAL_ADDRESS>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1985-04-12</DATE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1986</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1980</FROM_YEAR><TO_YEAR>1983</TO_YEAR><NOTE>Approximately</NOTE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>Nov. 1973 </NOTE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1958</YEAR><NOTE>Sep.</NOTE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>24/06/1402 (Hijri Calendar)</NOTE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_PLACE_OF_BIRTH><CITY>Sinuiju</CITY><COUNTRY>Democratic People's Republic of Korea</COUNTRY></INDIVIDUAL_PLACE_OF_BIRTH>
      <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Numéro de passeport </TYPE_OF_DOCUMENT><NUMBER>654320001</NUMBER><ISSUING_COUNTRY>Democratic People's Republic of Korea</ISSUING_COUNTRY><NOTE>counterfeit</NOTE></INDIVIDUAL_DOCUMENT>
      <INDIVIDUAL_DOCUMENT/>
      <SORT_KEY/>
    </INDIVIDUAL>
  </INDIVIDUALS>
  <ENTITIES>
    <ENTITY>
      <DATAID>7000002</DATAID><FIRST_NAME>BRIGHT LANTERN TRADING (BLT) ; LANTERN CO (LCO)</FIRST_NAME><UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPe.999</REFERENCE_NUMBER>
      <ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>Leader (Hong Kong) Lantern</ALIAS_NAME></ENTITY_ALIAS>
      <ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>Old Lantern (first name)</ALIAS_NAME></ENTITY_ALIAS>
      <ENTITY_ADDRESS><CITY>Pyongyang</CITY><COUNTRY>Democratic People's Republic of Korea</COUNTRY></ENTITY_ADDRESS>
    </ENTITY>
  </ENTITIES>
</CONSOLIDATED_LIST>
`

const sampleEU = `<?xml version="1.0" encoding="UTF-8"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-07-28T11:43:32.109+02:00" globalFileId="1">
  <sanctionEntity designationDate="2020-07-30" designationDetails="" unitedNationId="KPi.999" euReferenceNumber="EU.9000.1" logicalId="90001">
    <remark>An invented person.</remark>
    <regulation regulationType="amendment" publicationDate="2017-08-31" entryIntoForceDate="2017-09-01" numberTitle="2017/0000" programme="PRK" logicalId="1"><publicationUrl>https://law.example</publicationUrl></regulation>
    <subjectType code="person" classificationCode="P"/>
    <nameAlias firstName="" middleName="" lastName="" wholeName="goldfish77" strong="false" logicalId="11"/>
    <nameAlias firstName="Song" middleName="Ho" lastName="Ryang" wholeName="Song Ho Ryang" function="Manager" gender="M" title="Mr" nameLanguage="EN" strong="true" regulationLanguage="en" logicalId="12"><remark>spelt so in a passport</remark><regulationSummary regulationType="amendment"/></nameAlias>
    <nameAlias firstName="Song" middleName="Ho" lastName="Ryang" wholeName="Song Ho Ryang" strong="true" logicalId="13"/>
    <nameAlias firstName="Сон Хо" lastName="Рян" wholeName="" strong="true" logicalId="14"/>
    <citizenship region="" countryIso2Code="KP" countryDescription="KOREA, DEMOCRATIC PEOPLE'S REPUBLIC OF"/>
    <citizenship countryIso2Code="00" countryDescription=""/>
    <birthdate circa="false" calendarType="GREGORIAN" city="Sinuiju" birthdate="1985-04-12" dayOfMonth="12" monthOfYear="4" year="1985" countryIso2Code="KP" logicalId="21"/>
    <birthdate circa="true" calendarType="GREGORIAN" yearRangeFrom="1953" yearRangeTo="1958" countryIso2Code="00" logicalId="22"/>
    <birthdate circa="false" calendarType="GREGORIAN" yearRangeTo="1980" logicalId="23"/>
    <birthdate circa="false" calendarType="GREGORIAN" monthOfYear="3" year="1961" logicalId="24"/>
    <birthdate circa="false" calendarType="ISLAMIC" year="1402" logicalId="25"/>
    <identification diplomatic="false" knownExpired="false" knownFalse="true" number="654320001" latinNumber="" identificationTypeCode="passport" identificationTypeDescription="National passport" countryIso2Code="KP" logicalId="31"><remark>seen once</remark></identification>
    <identification number="77/1" identificationTypeCode="id" identificationTypeDescription="Workers' card" countryIso2Code="00" countryDescription="UNKNOWN"/>
    <address street="1 Invented Road" poBox="12" city="Dandong" zipCode="118000" region="Liaoning" place="" countryIso2Code="CN" logicalId="41"><contactInfo key="PHONE" value="12025550123"/><remark>until 2019</remark></address>
    <contactInfo key="EMAIL" value="ryang@mail.example"/><contactInfo key="WEB" value="https://ryang.example"/><contactInfo key="OTHER" value="desk 7"/>
  </sanctionEntity>
  <sanctionEntity euReferenceNumber="" logicalId="90002"><subjectType code="enterprise" classificationCode="E"/><nameAlias wholeName="Bright &quot;Lantern&quot; Trading" strong="true"/></sanctionEntity>
</export>
`

const sampleUKXML = `<?xml version="1.0" encoding="utf-8"?>
<Designations xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <DateGenerated>02/09/2026</DateGenerated>
  <Designation>
    <LastUpdated>14/04/2026</LastUpdated><DateDesignated>25/01/2017</DateDesignated><UniqueID>DPR9001</UniqueID><OFSIGroupID>97172</OFSIGroupID><UNReferenceNumber>KPi.999</UNReferenceNumber>
    <Names>
      <Name><Name6>goldfish77</Name6><NameType>Alias</NameType><AliasStrength>Low quality a.k.a</AliasStrength></Name>
      <Name><Name1>SONG</Name1><Name2>HO</Name2><Name6>RYANG</Name6><NameType>Primary Name</NameType></Name>
      <Name><Name1>Song-ho</Name1><Name6>Lyang</Name6><NameType>Primary name variation</NameType></Name>
      <Name><Name6>Old Ryang</Name6><NameType>f.k.a</NameType></Name>
    </Names>
    <NonLatinNames><NonLatinName><NameNonLatinScript>양성호</NameNonLatinScript><NonLatinScriptType>Hangul</NonLatinScriptType></NonLatinName></NonLatinNames>
    <Titles><Title>Mr</Title></Titles>
    <RegimeName>The Invented (Sanctions) Regulations 2019</RegimeName><IndividualEntityShip>Individual</IndividualEntityShip><DesignationSource>UN</DesignationSource>
    <SanctionsImposed>Asset freeze|Travel Ban</SanctionsImposed><OtherInformation>An invented person.</OtherInformation><UKStatementofReasons>
</UKStatementofReasons>
    <Addresses><Address><AddressLine1>1 Invented Road</AddressLine1><AddressLine6>Dandong</AddressLine6><AddressPostalCode>118000</AddressPostalCode><AddressCountry>China</AddressCountry></Address></Addresses>
    <PhoneNumbers><PhoneNumber>12025550123</PhoneNumber></PhoneNumbers><EmailAddresses><EmailAddress>ryang@mail.example; r2@mail.example</EmailAddress></EmailAddresses><Websites><Website>https://ryang.example</Website></Websites>
    <IndividualDetails><Individual>
      <DOBs><DOB>dd/mm/1985</DOB><DOB>12/04/1986</DOB><DOB>unknown</DOB></DOBs>
      <Nationalities><Nationality>North Korea</Nationality></Nationalities>
      <NationalIdentifierDetails><NationalIdentifier><NationalIdentifierNumber>N-77</NationalIdentifierNumber></NationalIdentifier></NationalIdentifierDetails>
      <PassportDetails><Passport><PassportNumber>654320001</PassportNumber><PassportAdditionalInformation>North Korea</PassportAdditionalInformation></Passport></PassportDetails>
      <Positions><Position>Manager</Position></Positions><Genders><Gender>Male</Gender></Genders>
      <BirthDetails><Location><TownOfBirth>Sinuiju</TownOfBirth><CountryOfBirth>North Korea</CountryOfBirth></Location></BirthDetails>
    </Individual></IndividualDetails>
  </Designation>
  <Designation>
    <UniqueID>DPR9002</UniqueID><Names><Name><Name6>SEA OF MORNING</Name6><NameType>Primary Name</NameType></Name></Names><IndividualEntityShip>Ship</IndividualEntityShip>
    <ShipDetails><Ship><IMONumbers><IMONumber>7406784</IMONumber></IMONumbers><CurrentBelievedFlagOfShips><CurrentBelievedFlagOfShip>Gabon</CurrentBelievedFlagOfShip></CurrentBelievedFlagOfShips><CurrentOwnerOperators><CurrentOwnerOperator>Invented Shipping</CurrentOwnerOperator></CurrentOwnerOperators><TypeOfShipDetails><TypeOfShip>Oil Tanker</TypeOfShip></TypeOfShipDetails></Ship></ShipDetails>
  </Designation>
  <Designation>
    <OFSIGroupID>97173</OFSIGroupID><Names><Name><Name1>BRIGHT</Name1><Name6>LANTERN TRADING</Name6><NameType>Primary Name</NameType></Name></Names><IndividualEntityShip>Entity</IndividualEntityShip>
    <EntityDetails><Entity><BusinessRegistrationNumbers><BusinessRegistrationNumber>88-1</BusinessRegistrationNumber></BusinessRegistrationNumbers></Entity></EntityDetails>
  </Designation>
</Designations>
`

const sampleUKCSV = "\xEF\xBB\xBFReport Date: 08-Oct-2026\n" + `Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,Alias strength,Title,Name non-latin script,Non-latin script type,Non-latin script language,Regime Name,Designation Type,Designation source,Sanctions Imposed,Other Information,UK Statement of Reasons,Address Line 1,Address Line 2,Address Line 3,Address Line 4,Address Line 5,Address Line 6,Address Postal Code,Address Country,Phone number,Website,Email address,Date Designated,D.O.B,Nationality(/ies),National Identifier number,National Identifier additional information,Passport number,Passport additional information,Position,Gender,Town of birth,Country of birth,Type of entity,Subsidiaries,Parent company,Business registration number (s),IMO number,Current owner/operator (s),Previous owner/operator (s),Current believed flag of ship,Previous flags,Type of ship,Tonnage of ship,Length of ship,Year Built,Hull identification number (HIN)
14/04/2026,DPR9001,97172,KPi.999,RYANG,SONG,HO,,,,Primary Name,,Mr,양성호,Hangul,Korean,The Invented (Sanctions) Regulations 2019,Individual,UN,Asset freeze|Travel Ban,An invented person.,,1 Invented Road,,,,,Dandong,118000,China,12025550123,https://ryang.example,ryang@mail.example,25/01/2017,00/00/1985,North Korea,N-77,,654320001,North Korea,Manager,Male,Sinuiju,North Korea,,,,,,,,,,,,,,
14/04/2026,DPR9001,97172,KPi.999,goldfish77,,,,,,Alias,Low quality a.k.a,Mr,,,,The Invented (Sanctions) Regulations 2019,Individual,UN,Asset freeze|Travel Ban,An invented person.,,1 Invented Road,,,,,Dandong,118000,China,12025550123,https://ryang.example,ryang@mail.example,25/01/2017,12/04/1986,North Korea,N-77,,654320001,North Korea,Manager,Male,Sinuiju,North Korea,,,,,,,,,,,,,,
31/07/2024,DPR9002,,,SEA OF MORNING,,,,,,Primary Name,,,,,,The Invented (Sanctions) Regulations 2019,Ship,UK,,,,,,,,,,,,,,,31/07/2024,,,,,,,,,,,,,,,IMO7406784,Invented Shipping,,Gabon,,Oil Tanker,,,2019,
`

const sampleFTM = `{"id":"NK-aaa","caption":"Ryang Song Ho","schema":"Person","properties":{"name":["Song Ho Ryang","Ryang Song Ho"],"firstName":["Song Ho"],"lastName":["Ryang"],"alias":["Lyang Song-ho"],"weakAlias":["goldfish77"],"previousName":["Old Ryang"],"birthDate":["1985-04","1986"],"birthPlace":["Sinuiju"],"nationality":["kp"],"gender":["male"],"passportNumber":["654320001"],"email":["ryang@mail.example"],"phone":["+12025550123"],"website":["https://ryang.example"],"address":["1 Invented Road, Dandong"],"topics":["sanction"],"notes":["An invented person."],"addressEntity":["addr-1"]},"datasets":["us_ofac_sdn"],"referents":["ofac-90001","NK-aaa"],"first_seen":"2020-01-01T00:00:00","last_seen":"2026-08-01T09:00:00","last_change":"2026-07-01T09:00:00","target":true}
{"id":"addr-1","caption":"Dandong","schema":"Address","properties":{"full":["Dandong, China"],"city":["Dandong"],"country":["cn"]},"referents":[],"datasets":[]}
{"id":"pass-1","caption":"P","schema":"Passport","properties":{"holder":["NK-aaa"],"number":["G00000001"],"country":["cn"]}}
{"id":"sanc-1","caption":"S","schema":"Sanction","properties":{"entity":["NK-aaa"],"program":["DPRK3"],"programId":["US-DPRK"],"startDate":["2026-03-12"],"endDate":["2026-06-01"]}}
{"id":"wallet-1","caption":"W","schema":"CryptoWallet","properties":{"holder":["NK-aaa"],"publicKey":["1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE"],"currency":["XBT"]}}
{"id":"wallet-2","caption":"W","schema":"CryptoWallet","properties":{"holder":["NK-gone"],"publicKey":["0x098B716B8Aaf21512996dC57EB0615e2383E2f96"],"currency":["ETH"]}}
{"id":"wallet-3","caption":"W","schema":"CryptoWallet","properties":{"publicKey":["TFwjPScaJRCbSWVAywE1S1WgaUgSnyYUbD"],"currency":["TRX"]}}
{"id":"NK-bbb","caption":"Bright Lantern Trading","schema":"Company","properties":{"name":["Bright Lantern Trading"],"abbreviation":["BLT"],"jurisdiction":["kp"],"leiCode":["5493000000000000TEST"],"addressEntity":[{"id":"addr-2","schema":"Address","properties":{"full":["Pyongyang"]}}],"sanctions":[{"id":"sanc-2","schema":"Sanction","properties":{"program":["DPRK4"],"listingDate":["2019"]}}]},"datasets":["un_sc_sanctions"]}
{"id":"own-1","caption":"O","schema":"Directorship","properties":{"director":["NK-aaa"],"organization":["NK-bbb"],"role":["Director"]}}
{"id":"fam-1","caption":"F","schema":"Family","properties":{"person":["NK-gone"],"relative":["NK-aaa"]}}
{"id":"sec-1","caption":"Bond","schema":"Security","properties":{"name":["Bond"]}}
`

const sampleOperator = `id,type,name,aliases,weak_aliases,previous_names,dob,birth_places,country,gender,documents,programmes,addresses,wallets,emails,phones,websites,handles,remarks,listed,delisted,source
h-1,person,"Ryang, Song Ho",Lyang Song Ho;Yang Song-ho,goldfish77,Old Ryang,1985-04-12; circa 1986,Sinuiju,kp,m,passport:654320001:KP;77-1,internal,1 Invented Road,XBT:1EfMVkxQQuZfBdocpJu6RUsCJvenQWbQyE;0x098B716B8Aaf21512996dC57EB0615e2383E2f96,ryang@mail.example,+12025550123,https://ryang.example,ryang_dev,met in March,2026-01-02,,own
,company,Bright Lantern Trading,,,,,,,,,,,,,,,,,2026-01-02T10:00:00Z,2026-02-01,
`

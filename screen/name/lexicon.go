package name

// The tables of this file are short lists of words that every reader of names
// knows; what a word stands for is its class.

func lexicon(entries ...string) map[string]string {
	m := make(map[string]string, 4*len(entries))
	for _, e := range entries {
		class := ""
		for w := range fields(e) {
			if class == "" {
				class = w
			}
			m[w] = class
		}
	}
	return m
}

func wordSet(words string) map[string]bool {
	m := map[string]bool{}
	for w := range fields(words) {
		m[w] = true
	}
	return m
}

var (
	particles = lexicon("bin ben ibn bn", "bint binti bent", "al el ul ad ar as ash az at an aal ez ed es ech ou", "de da do dos das del della di du d",
		"van von vom zu zur der den ten ter te af av", "la le las los les lo", "y e i und and", "ould wuld oulad", "ogly oglu oglou ogli kyzy kizi qizi gizi uly zada",
		"st san santa sao saint", "jr junior", "sr senior", "mac mc")
	article = wordSet("al el ul ad ar as ash az at an ed es ez il")
	servant = wordSet("abd abdul abdel abdal abdil abdol abdoul abdur abdus abdou abed abdu abdud abdun abdush abduz")
	faith   = wordSet("din deen dine")
	titles  = lexicon("dr doctor doktor", "mr mister", "mrs", "ms miss", "prof professor", "sir", "lord", "president", "general gen", "colonel col", "major maj", "captain capt",
		"lieutenant lt", "brigadier", "admiral", "minister", "premier", "ambassador", "secretary", "chairman", "sergeant sgt", "commander cmdr cdr", "advocate adv avv avvocato avvocata", "dottore dott dottoressa dottssa", "senhor senhora sra", "senorita srta", "mademoiselle mlle", "gospodin gospozha", "honourable honorable", "licenciado", "haji hajji hadji hajj hadj haj alhaj alhajj", "sheikh shaikh shaykh sheik cheikh shekh", "mullah mulla mollah moulla mullha", "maulavi mawlawi maulvi molvi mowlawi moulavi mawlana maulana moulana",
		"sayyid sayyed seyed syed seyyed", "qari", "ustad ustaz", "ayatollah", "engineer eng ing", "eminence", "excellency", "reverend rev", "father fr", "don dona", "senor senora", "herr frau", "monsieur madame mme", "the", "comrade")
	stopWords = wordSet("the of and for in on at by to from with a an de la le les el los las del y e et und der die das des di da do dos i o u v s per pour para von van al")
	nicknames = lexicon("robert bob rob robbie bobby", "richard dick rick ricky", "william bill will billy willy", "timothy tim", "edward ed eddie", "theodore theo teddy", "douglas doug",
		"samuel sam sammy", "alexander alex sasha", "raymond ray", "kenneth ken kenny", "benjamin ben benny", "gregory greg", "lawrence larry", "ronald ron", "anthony tony", "joshua josh", "andrew andy drew",
		"rebecca becky", "christopher chris", "charles chuck charlie", "daniel dan danny", "david dave", "deborah debbie", "frederick fred freddy", "jessica jess", "john jack johnny", "james jim jimmy", "jonathan jon", "elizabeth liz beth",
		"margaret maggie peggy", "matthew matt", "maximilian max", "michael mike mick", "nicholas nick", "patrick paddy", "peter pete", "stephen steve steven", "susan sue", "thomas tom tommy", "joseph joe", "vladimir vova volodya", "mikhail misha", "dmitry dima", "sergey seryozha")
)

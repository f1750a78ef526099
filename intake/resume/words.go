package resume

import (
	"strings"
	"sync"
	"unicode"
)

// jobWords name work in a title. They tell a title from an employer's name.
const jobWords = " engineer developer programmer architect manager lead head director analyst consultant designer administrator admin " +
	"specialist scientist researcher intern internship trainee apprentice founder co-founder cofounder cto ceo coo cfo ciso cio vp president officer " +
	"tester qa sre devops coordinator accountant auditor teacher lecturer professor tutor instructor writer editor owner contractor freelancer freelance " +
	"technician operator supervisor representative recruiter fellow staff principal assistant associate expert advisor adviser strategist " +
	"statistician economist translator nurse chef clerk secretary bookkeeper planner buyer evangelist advocate sysadmin fullstack full-stack full " +
	"student frontend front-end backend back-end dba scrum master(s) " +
	"entwickler entwicklerin ingenieur ingenieurin leiter leiterin berater beraterin werkstudent werkstudentin praktikant praktikantin praktikum " +
	"projektleiter teamleiter geschäftsführer architektin administratorin mitarbeiter mitarbeiterin referent analystin auszubildender wissenschaftler " +
	"développeur développeuse ingénieur ingénieure chef responsable stagiaire analyste directeur directrice architecte consultante chargé chargée " +
	"administrateur technicien concepteur gérant alternant " +
	"desarrollador desarrolladora ingeniero ingeniera analista jefe jefa consultor consultora gerente becario becaria arquitecto arquitecta programador " +
	"programadora técnico técnica administrador directora diseñador diseñadora coordinador responsable " +
	"desenvolvedor desenvolvedora engenheiro engenheira estagiário estagiária coordenador coordenadora arquiteto arquiteta diretor líder " +
	"sviluppatore sviluppatrice ingegnere tirocinante sistemista programmatore consulente direttore responsabile architetto progettista " +
	"ontwikkelaar ontwikkelaarster adviseur stagiair medewerker beheerder directeur projectleider programmeur " +
	"programista programistka inżynier kierownik analityk deweloper stażysta stażystka specjalista konsultant administrator architekt dyrektor tester " +
	"разработчик инженер программист менеджер аналитик директор стажёр стажер руководитель администратор архитектор тестировщик "

// jobStems are found inside words of languages that compound or write no spaces.
var jobStems = []string{
	"entwickler", "administrator", "ingenieur", "leiter", "berater", "architekt", "ontwikkelaar",
	"개발자", "엔지니어", "매니저", "팀장", "연구원", "인턴", "디자이너", "과장", "대리", "사원", "프로그래머", "아키텍트", "개발 리드",
	"エンジニア", "プログラマ", "マネージャ", "リーダー", "デザイナー", "アーキテクト", "インターン", "コンサルタント",
	"工程师", "工程師", "经理", "經理", "架构师", "架構師", "主管", "实习生", "實習生", "总监", "總監", "设计师", "設計師", "开发人员", "程序员", "程式設計師",
}

// firmWords are forms of firms and what firms call themselves.
const firmWords = " inc inc. llc l.l.c ltd ltd. limited gmbh ag se corp corp. corporation company co. plc pty oy oyj ab asa as srl s.r.l spa s.p.a sarl sas s.a " +
	"s.a.s bv b.v nv n.v ug kg e.v kft sp z.o.o s.l s.l.u lda ltda sa " +
	"labs lab technologies technology tech systems solutions software group bank studio studios institute holding holdings networks network digital " +
	"capital partners agency foundation ventures services industries consulting university hospital ministry agence banque banco universität universidad " +
	"université ооо оао зао пао "

var firmStems = []string{"株式会社", "有限会社", "合同会社", "有限公司", "公司", "集团", "集團", "주식회사", "(주)", "㈜", "銀行", "银行", "은행", "大学", "大學", "대학교"}

// schoolWords and degreeWords tell the lines of an education.
const schoolWords = " university college school institute academy polytechnic universität hochschule fachhochschule gymnasium universitaet tu eth " +
	"université école ecole lycée institut universidad instituto escuela colegio universidade faculdade escola politécnico università politecnico istituto liceo " +
	"universiteit hogeschool uniwersytet politechnika akademia szkoła liceum университет институт академия школа bootcamp "

var schoolStems = []string{"대학교", "대학", "고등학교", "大学", "大學", "学院", "學院", "高校", "専門学校", "hochschule", "universität", "university"}

const degreeWords = " bachelor bachelors bachelor's master masters master's bsc b.sc b.sc. msc m.sc m.sc. ba b.a b.a. ma m.a m.a. beng b.eng meng m.eng b.eng. m.eng. " +
	"bs b.s b.s. ms m.s m.s. btech b.tech mtech m.tech mba phd ph.d ph.d. dphil doctor doctorate diploma diplom associate associate's hnd a-levels gcse abitur " +
	"fachabitur promotion staatsexamen licence maîtrise doctorat dut bts baccalauréat ingénieur licenciatura grado máster maestría doctorado ingeniería diplomatura " +
	"bacharelado bacharel mestrado doutorado tecnólogo pós-graduação laurea magistrale triennale dottorato diploma licencjat magister inżynier doktorat mgr inż. " +
	"бакалавр магистр специалист аспирантура certificate "

var degreeStems = []string{"학사", "석사", "박사", "学士", "修士", "博士", "本科", "硕士", "碩士", "學士", "专科"}

var sets = sync.OnceValue(func() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for name, words := range map[string]string{"job": jobWords, "firm": firmWords, "school": schoolWords, "degree": degreeWords} {
		all[name] = map[string]bool{}
		for w := range strings.FieldsSeq(words) {
			all[name][w] = true
		}
	}
	return all
})

func isTitle(s string) bool  { return hasWord(s, "job", jobStems) }
func isFirm(s string) bool   { return hasWord(s, "firm", firmStems) }
func isSchool(s string) bool { return hasWord(s, "school", schoolStems) }
func isDegree(s string) bool { return hasWord(s, "degree", degreeStems) }

func hasWord(s, set string, stems []string) bool {
	s = strings.ToLower(s)
	words := sets()[set]
	for _, w := range wordsOf(s) {
		w = strings.Trim(w, "-'’")
		if words[w] || words[strings.TrimRight(w, ".")] {
			return true
		}
		for part := range strings.SplitSeq(w, "-") {
			if len(part) > 2 && set == "job" && words[part] {
				return true
			}
		}
	}
	for _, stem := range stems {
		if strings.Contains(s, stem) {
			return true
		}
	}
	return false
}

// nameShaped reports whether s has the shape of a person's name: two to five words
// of letters of any script, or one of two to six characters in a script that
// writes names without spaces. No rule looks at capitals, or at which letters they
// are. It holds for many lines that are no name: the caller knows where s stands.
func nameShaped(s string) bool {
	if s == "" || len(s) > 120 || isTitle(s) || isFirm(s) || isSchool(s) || isDegree(s) {
		return false
	}
	if _, ok := headingText(s); ok || strings.Contains(titlesOfPaper, "|"+strings.ToLower(s)+"|") {
		return false
	}
	words := 0
	unspaced := true
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return unicode.IsSpace(r) || r == '・' || r == '·' }) {
		if words++; words > 5 {
			return false
		}
		letters := 0
		for _, r := range w {
			switch {
			case unicode.IsLetter(r):
				letters++
				unspaced = unspaced && unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana)
			case unicode.IsMark(r) || strings.ContainsRune("-'’.‐\u200C\u200Dー", r):
			default:
				return false
			}
		}
		if letters == 0 {
			return false
		}
		if listed(" and of for with und et och i ", strings.ToLower(w)) && words > 1 && !unspaced && strings.ToLower(w) != "i" && strings.ToLower(w) != "et" {
			return false
		}
	}
	if words == 1 {
		n := len([]rune(s))
		return unspaced && n >= 2 && n <= 6
	}
	return words >= 2
}

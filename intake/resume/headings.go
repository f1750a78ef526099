package resume

import (
	"strings"
	"sync"
	"unicode"
)

// section is a part of a resume, told by its heading.
type section uint8

const (
	lead section = iota // before the first heading
	experience
	education
	skills
	projects
	references
	contact
	other
)

// headings has the usual headings in the languages that the layout rules know.
// They are facts about the page, not about the person.
var headings = sync.OnceValue(func() map[string]section {
	m := make(map[string]section, 400)
	for sec, names := range map[section]string{
		experience: "experience|work experience|professional experience|employment|employment history|work history|career|career history|" +
			"relevant experience|industry experience|experience history|professional background|work|positions held|employment record|" +
			"job history|professional history|engineering experience|technical experience|selected experience|" +
			"berufserfahrung|beruflicher werdegang|berufliche erfahrung|werdegang|praxiserfahrung|beruflicher hintergrund|" +
			"expérience|expériences|expérience professionnelle|expériences professionnelles|parcours professionnel|" +
			"experiencia|experiencia laboral|experiencia profesional|trayectoria profesional|" +
			"experiência|experiência profissional|experiências profissionais|percurso profissional|" +
			"esperienza|esperienze|esperienza professionale|esperienze professionali|esperienza lavorativa|esperienze lavorative|" +
			"ervaring|werkervaring|professionele ervaring|doświadczenie|doświadczenie zawodowe|przebieg kariery|" +
			"опыт|опыт работы|трудовой опыт|" +
			"경력|경력사항|경력 사항|근무 경력|경험|職歴|職務経歴|職務経験|業務経験|経歴|工作经历|工作經歷|工作经验|工作經驗|职业经历",
		education: "education|academic background|education and training|academic history|qualifications|educational background|studies|" +
			"ausbildung|bildung|bildungsweg|studium|schulbildung|akademische ausbildung|aus- und weiterbildung|" +
			"formation|formations|études|parcours académique|educación|formación|formación académica|estudios|" +
			"educação|formação|formação académica|formação acadêmica|habilitações|istruzione|formazione|istruzione e formazione|" +
			"opleiding|opleidingen|onderwijs|wykształcenie|edukacja|образование|" +
			"학력|학력사항|학력 사항|교육|学歴|教育|学历|學歷|教育背景|教育经历|教育經歷",
		skills: "skills|technical skills|key skills|core skills|skill set|skillset|technologies|technical proficiencies|core competencies|" +
			"competencies|expertise|tools|tech stack|technology|technical expertise|areas of expertise|programming|" +
			"hard skills|professional skills|tools and technologies|skills and technologies|" +
			"kenntnisse|fähigkeiten|it-kenntnisse|technische kenntnisse|fachkenntnisse|kompetenzen|edv-kenntnisse|" +
			"compétences|compétences techniques|habilidades|competencias|conocimientos|habilidades técnicas|aptitudes|" +
			"competências|habilidades técnicas|conhecimentos|competências técnicas|competenze|competenze tecniche|capacità|" +
			"vaardigheden|competenties|technische vaardigheden|umiejętności|umiejętności techniczne|kompetencje|" +
			"навыки|ключевые навыки|технологии|" +
			"기술|보유 기술|기술 스택|보유기술|スキル|技術|技術スキル|活かせるスキル|技能|专业技能|專業技能|技术栈|技能特长",
		projects: "projects|selected projects|personal projects|side projects|open source|open-source projects|portfolio|key projects|" +
			"projekte|projets|proyectos|projetos|progetti|projecten|projekty|проекты|프로젝트|プロジェクト|项目经历|項目經歷|项目经验|项目",
		references: "references|referees|professional references|referenzen|références|referencias|referências|referenze|referenties|" +
			"referencje|рекомендации|추천인|推薦者|推荐人|推薦人|证明人",
		contact: "contact|contact details|contact information|contact me|personal details|personal information|kontakt|kontaktdaten|" +
			"persönliche daten|persönliche angaben|coordonnées|contacto|datos personales|contato|contacto pessoal|dados pessoais|contatti|" +
			"dati personali|contactgegevens|persoonlijke gegevens|dane kontaktowe|dane osobowe|контакты|연락처|인적사항|連絡先|联系方式|聯絡方式|个人信息",
		other: "summary|profile|about|about me|objective|career objective|professional summary|executive summary|career summary|personal statement|" +
			"introduction|highlights|overview|languages|certifications|certificates|certification|licenses|awards|honors|honours|publications|" +
			"patents|talks|interests|hobbies|volunteering|volunteer experience|volunteer work|activities|memberships|courses|training|achievements|" +
			"additional information|miscellaneous|declaration|community|" +
			"profil|über mich|zusammenfassung|sprachen|sprachkenntnisse|zertifikate|weiterbildung|interessen|hobbys|ehrenamt|veröffentlichungen|" +
			"résumé|à propos|langues|certificats|centres d'intérêt|loisirs|bénévolat|perfil|resumen|sobre mí|idiomas|certificaciones|intereses|voluntariado|" +
			"resumo|sobre mim|certificações|interesses|profilo|sommario|lingue|certificazioni|interessi|volontariato|profiel|samenvatting|talen|" +
			"certificaten|interesses|podsumowanie|o mnie|języki|certyfikaty|zainteresowania|о себе|языки|сертификаты|" +
			"자기소개|소개|요약|언어|자격증|수상|수상 경력|自己pr|自己紹介|概要|語学|資格|免許・資格|趣味|受賞歴|自我评价|自我評價|简介|語言能力|语言能力|语言|证书|證書|获奖经历|兴趣爱好",
	} {
		for name := range strings.SplitSeq(names, "|") {
			m[name] = sec
		}
	}
	return m
})

// titlesOfPaper are first lines that name the paper, not the person.
const titlesOfPaper = "|curriculum vitae|cv|resume|résumé|curriculum|lebenslauf|currículum|currículo|currículum vitae|życiorys|" +
	"резюме|이력서|履歴書|職務経歴書|简历|簡歷|个人简历|個人簡歷|personal resume|"

// headingOf tells the section that a line opens. A heading may have an ornament or
// a colon, may be spaced out letter by letter, and may join two subjects, of which
// the first known one counts.
func headingOf(l *line) (section, bool) {
	if l.blank || l.bullet || len(l.text) > 80 {
		return 0, false
	}
	if len(l.cells) > 1 {
		letters := 0
		for _, c := range l.cells {
			letters = max(letters, len([]rune(c)))
		}
		if letters > 24 || len(l.cells) > 6 {
			return 0, false
		}
	}
	return headingText(l.text)
}

func headingText(s string) (section, bool) {
	known := headings()
	s = strings.TrimLeft(s, "0123456789.)#*")
	s = strings.ToLower(strings.TrimFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '@'
	}))
	if sec, ok := known[s]; ok {
		return sec, true
	}
	if s == "" || strings.ContainsAny(s, "0123456789@") {
		return 0, false
	}
	if together, ok := spacedOut(s); ok {
		for name, sec := range known {
			if strings.ReplaceAll(name, " ", "") == together {
				return sec, true
			}
		}
		return 0, false
	}
	for _, joint := range [...]string{" & ", " and ", " / ", "/", " und ", " et ", " y ", " e ", " en ", " i ", " и ", " 및 ", "・", "与", "と", ", "} {
		head, tail, ok := strings.Cut(s, joint)
		if !ok {
			continue
		}
		if sec, ok := known[strings.TrimSpace(head)]; ok && len(strings.Fields(tail)) <= 3 {
			return sec, true
		}
		if sec, ok := known[strings.TrimSpace(tail)]; ok && len(strings.Fields(head)) <= 2 {
			return sec, true
		}
	}
	return 0, false
}

// spacedOut joins "e x p e r i e n c e".
func spacedOut(s string) (string, bool) {
	fields := strings.Fields(s)
	if len(fields) < 4 {
		return "", false
	}
	for _, f := range fields {
		if len([]rune(f)) > 1 {
			return "", false
		}
	}
	return strings.Join(fields, ""), true
}

// part is a section with its lines, the heading left out.
type part struct {
	section section
	lines   []line
}

// partsOf cuts lines at headings. A line "Skills: Go, Rust" opens a section and is
// its first line too.
func partsOf(lines []line) []part {
	parts := []part{{section: lead}}
	for i := range lines {
		l := &lines[i]
		if sec, ok := headingOf(l); ok {
			parts = append(parts, part{section: sec})
			continue
		}
		if label, rest, ok := labelled(l.text); ok && !l.bullet {
			// Right under a job's lines such a line belongs to the job.
			now := parts[len(parts)-1].section
			apart := now != experience && now != projects || i == 0 || lines[i-1].blank
			if sec, known := headingText(label); known && sec == skills && now != skills && apart {
				parts = append(parts, part{section: sec, lines: []line{lineOf(rest)}}, part{section: now})
				continue
			}
		}
		last := &parts[len(parts)-1]
		last.lines = append(last.lines, *l)
	}
	return parts
}

// labelled cuts "Label: rest" where the label is short.
func labelled(s string) (label, rest string, ok bool) {
	i := strings.IndexAny(s, ":：")
	if i <= 0 || i > 48 {
		return "", "", false
	}
	label, rest = s[:i], strings.TrimPrefix(s[i:], ":")
	rest = strings.TrimPrefix(rest, "：")
	if strings.HasPrefix(rest, "//") || len(strings.Fields(label)) > 4 {
		return "", "", false
	}
	return strings.TrimSpace(label), strings.TrimSpace(rest), strings.TrimSpace(rest) != ""
}

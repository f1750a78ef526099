package history

import (
	"strings"

	"bonafide"
)

// level of a degree; zero where its words do not say.
type level uint8

const (
	bachelor level = 1 << iota
	master
	doctor
)

var levels = map[string]level{
	"bachelor": bachelor, "bachelors": bachelor, "bsc": bachelor, "bs": bachelor, "ba": bachelor, "beng": bachelor, "btech": bachelor,
	"bcs": bachelor, "bba": bachelor, "bcom": bachelor, "licence": bachelor, "undergraduate": bachelor,
	"master": master, "masters": master, "msc": master, "ms": master, "ma": master, "meng": master, "mtech": master, "mba": master,
	"mphil": master, "magister": master, "maestria": master, "mestrado": master,
	"phd": doctor, "doctor": doctor, "doctorate": doctor, "doctoral": doctor, "dphil": doctor, "doktor": doctor, "drrernat": doctor,
}

// levelsOf are the levels that a degree's words name. Titles of other systems, which
// have no exact counterpart, name none and are not compared.
func levelsOf(degree string) level {
	if degree == "" {
		return 0
	}
	var l level
	// B.Sc. and BSc are one title.
	for _, w := range firmWords(strings.ReplaceAll(degree, ".", "")).all {
		l |= levels[w]
	}
	return l
}

// school is a stated course of study, ready to be compared.
type school struct {
	*bonafide.Education
	at    int
	name  words
	level level
}

// degreeConflicts compares the levels of degree told for one school.
func (x *examination) degreeConflicts(a, b *source, add func(conflict)) {
	for i := range a.schools {
		sa := &a.schools[i]
		if sa.level == 0 {
			continue
		}
		var clash *school
		agree := false
		for j := range b.schools {
			sb := &b.schools[j]
			if !sameFirm(sa.name, sb.name) {
				continue
			}
			if sb.level == 0 || sb.level&sa.level != 0 {
				agree = true
			} else {
				clash = sb
			}
		}
		if agree || clash == nil || alsoHas(a, sa.name, clash.level) {
			continue
		}
		weight := weightDegree
		if a.recorded() != b.recorded() {
			weight = weightRecorded
		}
		add(conflict{
			fact: "the degree of " + clip(sa.School, 60), kind: "degree", who: sa.name, weight: weight, at: x.later(a, b),
			a: x.about(a, sa.Degree, sa.School+" in the "+a.label(), item("education", sa.at), "degree"),
			b: x.about(b, clash.Degree, clash.School+" in the "+b.label(), item("education", clash.at), "degree"),
		})
	}
}

// alsoHas reports whether the source tells a degree of that level at the school too.
func alsoHas(s *source, name words, l level) bool {
	for i := range s.schools {
		if s.schools[i].level&l != 0 && sameFirm(name, s.schools[i].name) {
			return true
		}
	}
	return false
}

package name

func (s *scratch) explain(q, l *Name, how How) []Part {
	switch how {
	case KoreanClass:
		return []Part{{Query: q.literal, Listed: l.literal, How: how, Similarity: koreanScore(q, l), Weight: 1, Common: commonKorean(q, l)}}
	case ChineseClass:
		return []Part{{Query: q.literal, Listed: l.literal, How: how, Similarity: chineseScore(q, l), Weight: 1, Common: commonChinese(q, l)}}
	}
	var parts []Part
	for _, p := range s.chosen {
		part := Part{How: p.how, Similarity: float64(p.sim)}
		for i := p.q; i < p.q+p.ql; i++ {
			part.Query = spaced(part.Query, q.tokens[i].text)
			part.Weight += float64(s.qw[i] / s.qSum)
			part.CrossScript = part.CrossScript || q.tokens[i].open != closed
		}
		for j := p.l; j < p.l+p.ll; j++ {
			part.Listed = spaced(part.Listed, l.tokens[j].text)
			part.CrossScript = part.CrossScript || l.tokens[j].open != closed
		}
		if p.how == Edited {
			part.Budget = editBudget(max(len(part.Query), len(part.Listed)))
			part.Edits = edits(part.Query, part.Listed, part.Budget)
		}
		part.Own = ownName(q, l, &p) > 0
		parts = append(parts, part)
	}
	for i, t := range q.tokens {
		if !s.qUsed[i] {
			parts = append(parts, Part{Query: t.text, Weight: float64(s.qw[i] / s.qSum)})
		}
	}
	for j, t := range l.tokens {
		if !s.lUsed[j] {
			parts = append(parts, Part{Listed: t.text, Weight: float64(s.lw[j] / s.lSum)})
		}
	}
	return parts
}

func spaced(a, b string) string {
	if a == "" {
		return b
	}
	return a + " " + b
}

// commonKorean spells one reading that the two names share in Hangul: the nearest, or
// of readings that are as good as it the one with the most frequent family name.
func commonKorean(q, l *Name) string {
	const asGood = 0.03
	least := koreanScore(q, l) - asGood
	rank, common := len(koreanFamilies), ""
	for _, a := range q.korean {
		for _, b := range l.korean {
			if sim := koreanMeet(a, b); sim == 0 || sim < least {
				continue
			}
			if f := a.sharedFamily(b); f < rank {
				rank, common = f, a.common(b)
			}
		}
	}
	return common
}

// commonChinese spells one reading that the two names share in pinyin.
func commonChinese(q, l *Name) string {
	best, common := 0.0, ""
	for _, a := range q.chinese {
		for _, b := range l.chinese {
			if sim := chineseMeet(a, b); sim > best {
				best, common = sim, chinese().common(a, b)
			}
		}
	}
	return common
}

package wallet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"go.yaml.in/yaml/v3"

	"bonafide"
)

// Bounds of one label file.
const (
	maxTagPack = 64 << 20
	maxTags    = 2_000_000
	maxNesting = 32
)

// ReadTagPack reads one GraphSense TagPack: a header whose fields are the defaults,
// and tags that override them. It yields one row a tag. An error is a
// [*bonafide.Refusal]; one that concerns a single tag is followed by the rest, any
// other ends the file. Anchors, aliases, repeated and unknown fields are refused.
func ReadTagPack(place string, r io.Reader) iter.Seq2[LabelRow, error] {
	return func(yield func(LabelRow, error) bool) {
		root, err := tagPackRoot(place, r)
		if err != nil {
			yield(LabelRow{}, err)
			return
		}
		header, err := fields(place, root, headerField)
		if err != nil {
			yield(LabelRow{}, err)
			return
		}
		tags := header["tags"]
		if tags == nil || tags.Kind != yaml.SequenceNode {
			yield(LabelRow{}, &bonafide.Refusal{Place: place, Why: "it has no list of tags", Remedy: "give a TagPack as GraphSense publishes it"})
			return
		}
		if len(tags.Content) > maxTags {
			yield(LabelRow{}, &bonafide.Refusal{Place: place, Why: fmt.Sprintf("%d tags, more than %d", len(tags.Content), maxTags), Remedy: "split the file"})
			return
		}
		for _, tag := range tags.Content {
			row, err := tagRow(place, header, tag)
			if !yield(row, err) {
				return
			}
		}
	}
}

func tagPackRoot(place string, r io.Reader) (root *yaml.Node, err error) {
	data, err := readBounded(place, r, maxTagPack)
	if err != nil {
		return nil, err
	}
	// The parser is a library's and its input hostile: a panic is a refusal.
	defer func() {
		if p := recover(); p != nil {
			root, err = nil, &bonafide.Refusal{Place: place, Why: "it is not well-formed YAML"}
		}
	}()
	if opened := bytes.Count(data, []byte("[")) + bytes.Count(data, []byte("{")); opened > 4*maxTags {
		return nil, &bonafide.Refusal{Place: place, Why: "it has more brackets than a TagPack needs"}
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc yaml.Node
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		return nil, &bonafide.Refusal{Place: place, Why: "it is empty"}
	} else if err != nil {
		return nil, &bonafide.Refusal{Place: place, Why: err.Error(), Remedy: "give well-formed YAML"}
	}
	var next yaml.Node
	if err := dec.Decode(&next); !errors.Is(err, io.EOF) {
		return nil, &bonafide.Refusal{Place: place, Why: "a second document follows; a TagPack is one"}
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		return nil, &bonafide.Refusal{Place: place, Why: "it holds no document"}
	}
	if err := plainYAML(place, doc.Content[0], 0); err != nil {
		return nil, err
	}
	return doc.Content[0], nil
}

// plainYAML refuses what a TagPack has no use for and an attacker has.
func plainYAML(place string, n *yaml.Node, depth int) error {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return &bonafide.Refusal{Place: at(place, n.Line), Why: "it uses an anchor or an alias", Remedy: "write the value out"}
	case depth > maxNesting:
		return &bonafide.Refusal{Place: at(place, n.Line), Why: fmt.Sprintf("nested deeper than %d levels", maxNesting)}
	}
	for _, c := range n.Content {
		if err := plainYAML(place, c, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func at(place string, line int) string { return fmt.Sprintf("%s:%d", place, line) }

// fields are the members of a mapping, each allowed and given once.
func fields(place string, n *yaml.Node, allowed func(string) bool) (map[string]*yaml.Node, error) {
	if n.Kind != yaml.MappingNode {
		return nil, &bonafide.Refusal{Place: at(place, n.Line), Why: "fields with names are expected here"}
	}
	out := make(map[string]*yaml.Node, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case !allowed(k.Value):
			return nil, &bonafide.Refusal{Place: at(place, k.Line), Why: fmt.Sprintf("the field %s is none of a TagPack", quote(k.Value))}
		case out[k.Value] != nil:
			return nil, &bonafide.Refusal{Place: at(place, k.Line), Why: fmt.Sprintf("the field %s stands here twice", quote(k.Value))}
		}
		out[k.Value] = v
	}
	return out, nil
}

func headerField(name string) bool {
	switch name {
	case "title", "creator", "description", "is_public", "uri", "tags":
		return true
	}
	return tagField(name) && name != "address" && name != "tx_hash"
}

func tagField(name string) bool {
	switch name {
	case "address", "tx_hash", "label", "source", "context", "confidence", "currency", "network", "asset", "lastmod", "category", "abuse", "concepts",
		"is_cluster_definer", "actor", "tag_type", "tag_subject", "identifier":
		return true
	}
	return false
}

func tagRow(place string, header map[string]*yaml.Node, tag *yaml.Node) (LabelRow, error) {
	own, err := fields(place, tag, tagField)
	if err != nil {
		return LabelRow{}, err
	}
	text := func(name string) string {
		n := own[name]
		if n == nil {
			n = header[name]
		}
		if n == nil || n.Kind != yaml.ScalarNode {
			return ""
		}
		return strings.TrimSpace(n.Value)
	}
	row := LabelRow{Address: text("address"), Ticker: text("currency"), Line: tag.Line}
	if row.Ticker == "" {
		row.Ticker = text("network")
	}
	if row.Address == "" {
		return row, &bonafide.Refusal{Place: at(place, tag.Line), Why: "a tag without an address"}
	}
	row.Label = Label{
		Source: headText(header["title"]), Name: text("label"), Category: text("category"), Abuse: text("abuse"), Actor: text("actor"),
		Confidence: Confidence(text("confidence")), Reference: text("source"),
	}
	if mod := text("lastmod"); mod != "" {
		// Some packs have a time of day behind the date.
		date, _, _ := strings.Cut(mod, " ")
		if row.Label.LastModified, err = bonafide.ParseDate(date); err != nil {
			return row, &bonafide.Refusal{Place: at(place, tag.Line), Why: "lastmod: " + err.Error()}
		}
	}
	return row, nil
}

func headText(n *yaml.Node) string {
	if n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return strings.TrimSpace(n.Value)
}

// readBounded reads all of r, and refuses more than limit bytes.
func readBounded(place string, r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, &bonafide.Refusal{Place: place, Why: "reading it: " + err.Error()}
	}
	if int64(len(data)) > limit {
		return nil, &bonafide.Refusal{Place: place, Why: fmt.Sprintf("more than %d bytes", limit), Remedy: "split the file"}
	}
	return data, nil
}

package sim

// Names are put together from two lists at random. Where a name comes from plays
// no part in anything: patterns are dealt out without looking at it.
var firstNames = []string{
	"Ada", "Adaeze", "Ahmed", "Aiko", "Alejandra", "Amara", "Amelia", "Anders", "Aniket", "Anna", "Arjun", "Asta", "Ayla", "Beatriz", "Bela", "Bilal", "Bruno", "Camila", "Carlos", "Cathal",
	"Chiamaka", "Chloe", "Daichi", "Dana", "Daniel", "Deniz", "Diego", "Dmytro", "Ebba", "Eitan", "Elena", "Emeka", "Emil", "Esther", "Fatima", "Felix", "Fernanda", "Finn", "Freya", "Gabriela",
	"Georgios", "Grace", "Hana", "Hannah", "Hassan", "Hugo", "Ifeoma", "Ilan", "Ines", "Ioana", "Isaac", "Isla", "Ivan", "Jakub", "James", "Jana", "Jin", "Joao", "Jonas", "Juan",
	"Kaito", "Kamal", "Karim", "Kasia", "Kwame", "Laila", "Lars", "Leila", "Liam", "Linh", "Lucia", "Luka", "Lwazi", "Maeve", "Magda", "Mai", "Marco", "Maria", "Mateo", "Mei",
	"Meera", "Mihai", "Mina", "Mira", "Mohan", "Nadia", "Naledi", "Nam", "Neil", "Nikos", "Noor", "Nora", "Olga", "Oliver", "Omar", "Oona", "Orla", "Oskar", "Pablo", "Pavel",
	"Petra", "Priya", "Rafael", "Rana", "Ravi", "Rhys", "Rosa", "Ruth", "Sadia", "Samir", "Santiago", "Sara", "Sean", "Selin", "Sofia", "Sora", "Stella", "Sunita", "Tadeusz", "Tamar",
	"Tariq", "Thandi", "Theo", "Thomas", "Tim", "Tomas", "Tove", "Uma", "Valentina", "Vikram", "Wanjiru", "Wei", "Xavier", "Yara", "Yuki", "Yusuf", "Zara", "Zeynep", "Zofia", "Zuri",
}

var lastNames = []string{
	"Abara", "Acharya", "Adeyemo", "Almeida", "Andersson", "Arslan", "Ashby", "Bakker", "Banerjee", "Barros", "Becker", "Beltran", "Bianchi", "Borges", "Brandt", "Brennan", "Calder", "Cardoso", "Castillo", "Chaudhry",
	"Choi", "Cohen", "Correa", "Costa", "Dalgaard", "Danso", "Delgado", "Demir", "Dvorak", "Eze", "Farah", "Ferreira", "Fischer", "Fontaine", "Fujita", "Galanis", "Ganesan", "Gomez", "Grant", "Haddad",
	"Hale", "Hansen", "Haruna", "Herrera", "Hoang", "Holm", "Horvat", "Ibrahim", "Ionescu", "Iyer", "Jansen", "Joshi", "Kagawa", "Kaplan", "Karlsson", "Keane", "Khalil", "Kimani", "Kovacs", "Kowalska",
	"Kruger", "Lacroix", "Lam", "Larsen", "Le", "Lindqvist", "Lopes", "Lynch", "Maier", "Malik", "Marchetti", "Mazur", "Mbeki", "Melnyk", "Mendes", "Mensah", "Moreau", "Morgan", "Mwangi", "Nair",
	"Navarro", "Ndlovu", "Nguyen", "Novak", "Nwosu", "Obi", "Okafor", "Olsen", "Onwu", "Ortega", "Ozturk", "Pappas", "Pell", "Pereira", "Petrenko", "Pham", "Popescu", "Quinn", "Rahman", "Ramirez",
	"Rao", "Reyes", "Rojas", "Rossi", "Saito", "Sandoval", "Santos", "Schmitt", "Shah", "Sharma", "Silva", "Soto", "Stein", "Suzuki", "Tanaka", "Teixeira", "Thorne", "Torres", "Tran", "Vargas",
	"Varga", "Vega", "Verma", "Vos", "Wagner", "Walsh", "Watanabe", "Weiss", "Wojcik", "Yamada", "Yildiz", "Zhang", "Zielinski", "Zimmer",
}

// areaCodes have numbers 555-0100 to 0199 set aside for fiction.
var areaCodes = []string{"205", "212", "303", "312", "404", "415", "503", "512", "602", "615", "617", "702", "713", "801", "816", "901", "919", "937"}

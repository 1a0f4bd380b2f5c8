// The page of an exported conversation: its one button prints.
document.getElementById("print").addEventListener("click", () => print());

import java.io.*;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.*;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.*;
import org.verapdf.pdfa.validation.profiles.*;

/** Checks PDFs with veraPDF: arguments in threes: file, flavour (ua1, 3b), profile's file name. */
public class VeraCheck {
  public static void main(String[] given) throws Exception {
    java.util.logging.LogManager.getLogManager().reset();
    VeraGreenfieldFoundryProvider.initialise();
    for (int i = 0; i < given.length; i += 3) check(given[i], given[i + 1], given[i + 2]);
  }

  static void check(String file, String flavour, String profile) throws Exception {
    PDFAFlavour wanted = PDFAFlavour.fromString(flavour);
    VeraPDFFoundry foundry = Foundries.defaultInstance();
    String path = "org/verapdf/pdfa/validation/" + profile;
    InputStream rules = VeraCheck.class.getClassLoader().getResourceAsStream(path);
    try (PDFAParser parser = foundry.createParser(new FileInputStream(file), wanted)) {
      ValidationResult found =
          foundry.createValidator(Profiles.profileFromXml(rules), false).validate(parser);
      System.out.println(flavour + "\t" + found.isCompliant() + "\t" + file);
      for (TestAssertion one : found.getTestAssertions())
        System.out.println("  " + one.getRuleId().getClause() + " " + one.getMessage());
    }
  }
}

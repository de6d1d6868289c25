import "./wattledger.cjs";
